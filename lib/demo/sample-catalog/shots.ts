import { DOWN, type Pen, picture, place, shade } from "#lib/demo/svg.ts";

/** The variants that a sample product may have. */
export type Variant = "MAIN" | "PT01" | "PT02" | "PT03";

/** A product's four pictures, each as an SVG document. */
export type Shots = Record<Variant, string>;

type Draw = (pen: Pen) => string;

/** The product alone on pure white, as Amazon asks of MAIN. */
export function onWhite(draw: Draw): string {
  return picture((pen) => `<rect width="1200" height="1200" fill="#ffffff"/>${draw(pen)}`);
}

/** The product on a flat light neutral. */
export function onNeutral(draw: Draw, tone = "#efedea"): string {
  return picture((pen) => `<rect width="1200" height="1200" fill="${tone}"/>${draw(pen)}`);
}

/** A crop: the drawing's point `at` comes to the middle, `zoom` times as large. */
export function closeUp(draw: Draw, at: readonly [number, number], zoom: number, tone = "#e9e6e1"): string {
  return picture((pen) => {
    const backdrop = pen.linear(DOWN, [
      [0, shade(tone, 0.35)],
      [1, shade(tone, -0.08)],
    ]);
    return `<rect width="1200" height="1200" fill="${backdrop}"/>${place(draw(pen), zoom, at, [600, 600])}`;
  });
}

/** The product in a drawn room, standing with its point `foot` on `spot`. */
export function inRoom(
  room: Draw,
  draw: Draw,
  foot: readonly [number, number],
  spot: readonly [number, number],
  factor: number,
): string {
  return picture((pen) => room(pen) + place(draw(pen), factor, foot, spot));
}

/** Width and height lines around the box `left, top, right, bottom` of the drawing, on white; without figures, as text needs fonts. */
export function measured(draw: Draw, box: readonly [number, number, number, number], factor = 0.78): string {
  const [left, top, right, bottom] = box.map((value) => 600 + (value - 600) * factor) as [
    number,
    number,
    number,
    number,
  ];
  const x = right + 62;
  const y = bottom + 62;
  const line = (path: string, width: number) =>
    `<path d="${path}" fill="none" stroke="#6b7280" stroke-width="${width}" stroke-linecap="round"/>`;
  const lines =
    line(`M${left} ${y}H${right}M${x} ${top}V${bottom}`, 4) +
    line(`M${left} ${y - 24}v48M${right} ${y - 24}v48M${x - 24} ${top}h48M${x - 24} ${bottom}h48`, 4) +
    line(`M${left + 22} ${y - 13}l-20 13l20 13M${right - 22} ${y - 13}l20 13l-20 13`, 4) +
    line(`M${x - 13} ${top + 22}l13-20l13 20M${x - 13} ${bottom - 22}l13 20l13-20`, 4);
  return onWhite(
    (pen) => `<g transform="translate(-30 -30)">${place(draw(pen), factor, [600, 600], [600, 600])}${lines}</g>`,
  );
}
