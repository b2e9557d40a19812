/** `offset` and `opacity`: 0 to 1. */
export type Stop = readonly [offset: number, colour: string, opacity?: number];

type Vector = readonly [x1: number, y1: number, x2: number, y2: number];
type Disc = readonly [cx: number, cy: number, r: number];

export type Pen = {
  /** In units of the painted shape's box, 0..1. */
  linear(vector: Vector, stops: readonly Stop[]): string;
  /** In units of the painted shape's box, 0..1. */
  radial(disc: Disc, stops: readonly Stop[]): string;
  clip(shape: string): string;
};

export const DOWN: Vector = [0, 0, 0, 1];

function stopTag([offset, colour, opacity = 1]: Stop): string {
  return `<stop offset="${offset}" stop-color="${colour}"${opacity === 1 ? "" : ` stop-opacity="${opacity}"`}/>`;
}

/** Units across and down: 1200 along the shorter side. */
export type Canvas = readonly [width: number, height: number];

export const SQUARE: Canvas = [1200, 1200];

/** `size`: in px along the shorter side. */
export function picture(draw: (pen: Pen) => string, size = 1200, [width, height]: Canvas = SQUARE): string {
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
  const px = (units: number) => Math.round((units * size) / 1200);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${px(width)}" height="${px(height)}"><defs>${defs.join("")}</defs>${body}</svg>`;
}

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
