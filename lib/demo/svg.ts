/** A gradient's stop: offset 0..1, colour, opacity (1 when left out). */
export type Stop = readonly [offset: number, colour: string, opacity?: number];

type Vector = readonly [x1: number, y1: number, x2: number, y2: number];
type Disc = readonly [cx: number, cy: number, r: number];

/** Registers paints while a picture is drawn; every method answers the `url(#…)` to draw with, unique in its picture. */
export type Pen = {
  /** `vector` is in units of the painted shape's box, 0..1. */
  linear(vector: Vector, stops: readonly Stop[]): string;
  /** `disc` is in units of the painted shape's box, 0..1. */
  radial(disc: Disc, stops: readonly Stop[]): string;
  clip(shape: string): string;
};

/** Gradient vectors by name. Light falls from the upper left everywhere, so `TO_DARK` runs away from it. */
export const ACROSS: Vector = [0, 0, 1, 0];
export const DOWN: Vector = [0, 0, 0, 1];
export const TO_DARK: Vector = [0, 0, 1, 1];

function stopTag([offset, colour, opacity = 1]: Stop): string {
  return `<stop offset="${offset}" stop-color="${colour}"${opacity === 1 ? "" : ` stop-opacity="${opacity}"`}/>`;
}

/** An SVG document of 1200 x 1200 user units, `size` pixels wide and high, around what `draw` draws. */
export function picture(draw: (pen: Pen) => string, size = 1200): string {
  const defs: string[] = [];
  const define = (tag: string, attributes: string, content: string) => {
    const id = `p${defs.length}`;
    defs.push(`<${tag} id="${id}" ${attributes}>${content}</${tag}>`);
    return `url(#${id})`;
  };
  const body = draw({
    linear: ([x1, y1, x2, y2], stops) =>
      define("linearGradient", `x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"`, stops.map(stopTag).join("")),
    radial: ([cx, cy, r], stops) =>
      define("radialGradient", `cx="${cx}" cy="${cy}" r="${r}"`, stops.map(stopTag).join("")),
    clip: (shape) => define("clipPath", "", shape),
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" width="${size}" height="${size}"><defs>${defs.join("")}</defs>${body}</svg>`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** Mixes two `#rrggbb` colours; `share` 0 is all `from`, 1 all `to`. */
export function mix(from: string, to: string, share: number): string {
  const target = channels(to);
  const mixed = channels(from).map((value, at) => Math.round(value + ((target[at] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Lightens (`amount` > 0) or darkens (< 0) a `#rrggbb` colour; 1 is warm white, -1 a violet black. */
export function shade(colour: string, amount: number): string {
  return mix(colour, amount > 0 ? "#fffdf8" : "#150f1c", Math.abs(amount));
}

/** The stops of an upright cylinder lit from the left. `depth` 1 is satin, more is glossier. */
export function roundStops(colour: string, depth = 1): Stop[] {
  return [
    [0, shade(colour, -0.26 * depth)],
    [0.1, shade(colour, 0.02)],
    [0.27, shade(colour, 0.3 * depth)],
    [0.46, shade(colour, 0.04)],
    [0.8, shade(colour, -0.36 * depth)],
    [0.94, shade(colour, -0.5 * depth)],
    [1, shade(colour, -0.34 * depth)],
  ];
}

/** A soft dark ellipse, the shadow of what stands on it. */
export function softShadow(pen: Pen, cx: number, cy: number, rx: number, ry: number, opacity = 0.4): string {
  const fill = pen.radial(
    [0.5, 0.5, 0.5],
    [
      [0, "#1c1620", opacity],
      [0.45, "#1c1620", opacity * 0.62],
      [0.75, "#1c1620", opacity * 0.16],
      [1, "#1c1620", 0],
    ],
  );
  return `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}"/>`;
}

/** A repeatable row of numbers in 0..1, for speckles and grain. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `content` scaled by `factor` so that its point (`fromX`, `fromY`) lands on (`toX`, `toY`). */
export function place(
  content: string,
  factor: number,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): string {
  return `<g transform="translate(${toX} ${toY}) scale(${factor}) translate(${-fromX} ${-fromY})">${content}</g>`;
}
