import { type Pen, randomFrom } from "#lib/demo/svg.ts";

/** What a scene is drawn from: its colours, chosen by the prompt. */
export type Palette = { wall: string; surface: string; accent: string; leaf: string };

/** A drawn scene with the room there is for the product: `foot` is the middle of its base. All in units of 1200 x 1200. */
export type Stage = {
  foot: readonly [x: number, y: number];
  width: number;
  height: number;
  draw: (pen: Pen, palette: Palette) => string;
};

/** A feathered leaf as thin blades along a stem, `length` units high from (`x`, `y`), leaning by `angle` degrees. */
export function frond(x: number, y: number, length: number, angle: number, colour: string, opacity: number): string {
  const blades = Array.from({ length: 13 }, (_, at) => {
    const up = -length * (0.14 + at * 0.068);
    const reach = length * 0.36 * Math.sin(0.5 + at * 0.19);
    const blade = (side: number) =>
      `M0 ${up}Q${side * reach * 0.5} ${up - reach * 0.62} ${side * reach} ${up - reach * 0.5}Q${side * reach * 0.55} ${up - reach * 0.1} 0 ${up + length * 0.028}z`;
    return blade(1) + blade(-1);
  });
  return `<g transform="translate(${x} ${y}) rotate(${angle})" fill="${colour}" opacity="${opacity}"><path d="M-4 0L-1 ${-length}L3 0z"/><path d="${blades.join("")}"/></g>`;
}

/** A leaf with a midrib, tip upwards. */
export function leaf(x: number, y: number, length: number, angle: number, colour: string, rib: string): string {
  const half = length * 0.26;
  return (
    `<g transform="translate(${x} ${y}) rotate(${angle})"><path d="M0 0C${-half * 1.5} ${-length * 0.3} ${-half} ${-length * 0.8} 0 ${-length}C${half} ${-length * 0.8} ${half * 1.5} ${-length * 0.3} 0 0z" fill="${colour}"/>` +
    `<path d="M0 0V${-length * 0.92}" stroke="${rib}" stroke-width="4" opacity=".6"/></g>`
  );
}

/** Out-of-focus lights: soft discs scattered over the upper part. */
export function bokeh(colours: readonly string[], seed: number): string {
  const next = randomFrom(seed);
  return Array.from({ length: 26 }, () => {
    const colour = colours[Math.floor(next() * colours.length)] ?? "#ffffff";
    return `<circle cx="${(next() * 1200).toFixed(0)}" cy="${(next() * 820).toFixed(0)}" r="${(26 + next() * 74).toFixed(0)}" fill="${colour}" opacity="${(0.12 + next() * 0.24).toFixed(2)}"/>`;
  }).join("");
}
