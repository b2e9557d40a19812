import sharp, { type Sharp } from "sharp";

/** A product of `fill` times the frame's height on an even background, with options. */
export type Drawing = {
  size?: number;
  width?: number;
  background?: number;
  fill?: number;
  /** Of the frame's width, to the right. */
  shift?: number;
  tones?: readonly [lightest: string, darkest: string];
  /** Left to right, like a metal or porcelain cylinder; replaces `tones`. */
  sheen?: readonly [left: string, middle: string, right: string];
  edge?: string;
  details?: boolean;
  /** A soft shadow below the product; a number is its opacity (default 0.4). */
  shadow?: boolean | number;
  /** Distance of product and shadow, of the frame's height. */
  floats?: number;
  text?: boolean;
  frame?: { thickness: number; inset: number };
  /** Loose parts in a row below the product. */
  parts?: number;
  /** The background's tone at the top, if it differs. */
  lit?: number;
  transparent?: boolean;
};

export type TruthBox = { left: number; top: number; width: number; height: number };

type Shape = Required<Pick<Drawing, "background">> & Drawing & { w: number; h: number };

function shapeOf({ size = 1600, width = size, background = 255, ...drawing }: Drawing): Shape {
  return { ...drawing, background, w: width, h: size };
}

/** May lie partly outside the frame. */
export function truthBox(drawing: Drawing): TruthBox {
  const { w, h, fill = 0.9, shift = 0 } = shapeOf(drawing);
  const height = Math.round(h * fill);
  const width = Math.round(height * 0.55);
  return {
    left: Math.round((w - width) / 2 + w * shift),
    top: Math.round((h - height) / 2),
    width,
    height,
  };
}

/** Letters made of bars, so that no font matters; `high` px high, from `left`. */
export function letters(left: number, top: number, high: number, count: number, colour = "#222"): string {
  const bar = high / 6;
  const rect = (x: number, y: number, w: number, h: number) =>
    `<rect x="${left + x}" y="${top + y}" width="${w}" height="${h}" fill="${colour}"/>`;
  return Array.from({ length: count }, (_, at) => {
    const x = at * high * 0.75;
    const middle = rect(x, (at % 3) * (high / 2 - bar / 2), high * 0.5, bar);
    return rect(x, 0, bar, high) + rect(x + high * 0.5 - bar, 0, bar, high) + middle;
  }).join("");
}

const TEXT = { left: 0.77, top: 0.3, high: 0.05, count: 6, lines: 3 };

/** Percent of the frame covered by lines of text. */
export function truthText(): number {
  const wide = TEXT.high * (0.75 * (TEXT.count - 1) + 0.5);
  return wide * TEXT.high * TEXT.lines * 100;
}

function productMarkup(drawing: Drawing): string {
  const { tones = ["#7fb0e8", "#12305c"], edge = "#0b1f3d", details = true } = drawing;
  const { left, top, width, height } = truthBox(drawing);
  const label = (y: number, colour: string) =>
    `<rect x="${left + width * 0.2}" y="${top + height * y}" width="${width * 0.6}" height="${height * 0.12}" fill="${colour}"/>`;
  const inner =
    label(0.3, "#d9483b") +
    label(0.5, "#f3e9c8") +
    `<circle cx="${left + width / 2}" cy="${top + height * 0.75}" r="${width * 0.2}" fill="#2f8f4e"/>`;
  const stops = drawing.sheen ?? tones;
  const gradient = stops.map((tone, at) => `<stop offset="${at / (stops.length - 1)}" stop-color="${tone}"/>`).join("");
  return `<defs><linearGradient id="p" x2="1" y2="${drawing.sheen ? 0 : 1}">${gradient}</linearGradient></defs>
    <rect x="${left + 1}" y="${top + 1}" width="${width - 2}" height="${height - 2}" rx="3" fill="url(#p)" stroke="${edge}" stroke-width="2"/>
    ${details ? inner : ""}`;
}

function shadowMarkup(drawing: Drawing): string {
  const { left, top, width, height } = truthBox(drawing);
  const foot = top + height + (drawing.floats ?? 0) * (drawing.size ?? 1600);
  return `<defs><filter id="s" x="-1" y="-1" width="3" height="3"><feGaussianBlur stdDeviation="${height * 0.02}"/></filter></defs>
    <ellipse cx="${left + width / 2}" cy="${foot}" rx="${width * 0.6}" ry="${height * 0.03}" fill="#000" fill-opacity="${typeof drawing.shadow === "number" ? drawing.shadow : 0.4}" filter="url(#s)"/>`;
}

function partsMarkup(drawing: Drawing): string {
  const { left, top, width, height } = truthBox(drawing);
  const part = width / 20;
  return Array.from({ length: drawing.parts ?? 0 }, (_, at) => {
    const x = left + (at * width) / (drawing.parts ?? 1);
    const y = top + height + part;
    return `<rect x="${x}" y="${y}" width="${part}" height="${part / 3}" fill="#444"/><rect x="${x + part / 3}" y="${y}" width="${part / 3}" height="${part * 2}" fill="#666"/>`;
  }).join("");
}

function frameMarkup({ w, h, frame }: Shape): string {
  if (!frame) return "";
  const at = frame.inset + frame.thickness / 2;
  return `<rect x="${at}" y="${at}" width="${w - 2 * at}" height="${h - 2 * at}" fill="none" stroke="#333" stroke-width="${frame.thickness}"/>`;
}

function svg(drawing: Drawing, content: string): Buffer {
  const { w, h, background, lit = background, transparent } = shapeOf(drawing);
  const grey = (tone: number) => `rgb(${tone},${tone},${tone})`;
  const ground = transparent
    ? ""
    : `<defs><linearGradient id="b" x2="0" y2="1"><stop stop-color="${grey(lit)}"/><stop offset="1" stop-color="${grey(background)}"/></linearGradient></defs>
      <rect width="100%" height="100%" fill="${lit === background ? grey(background) : "url(#b)"}"/>`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">${ground}${content}</svg>`);
}

/** RGB, with alpha only for a transparent background. */
export function draw(drawing: Drawing = {}): Sharp {
  const { h, w, text, shadow, transparent } = shapeOf(drawing);
  const lines = Array.from({ length: text ? TEXT.lines : 0 }, (_, line) =>
    letters(w * TEXT.left, h * (TEXT.top + line * 0.09), h * TEXT.high, TEXT.count),
  ).join("");
  const content = `${shadow ? shadowMarkup(drawing) : ""}${productMarkup(drawing)}${partsMarkup(drawing)}${lines}${frameMarkup(shapeOf(drawing))}`;
  const picture = sharp(svg(drawing, content));
  return transparent ? picture : picture.removeAlpha();
}

/** Percent of exact white more than 8 px from the product, before its shadow is drawn. */
export async function truthWhite(drawing: Drawing): Promise<number> {
  const { w, h } = shapeOf(drawing);
  const shadow = await sharp(svg(drawing, shadowMarkup(drawing)))
    .removeAlpha()
    .raw()
    .toBuffer();
  const { left, top, width, height } = truthBox(drawing);
  let [white, count] = [0, 0];
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const near = x >= left - 8 && x < left + width + 8 && y >= top - 8 && y < top + height + 8;
      if (near) continue;
      count++;
      if (shadow[(y * w + x) * 3] === 255) white++;
    }
  }
  return (white / count) * 100;
}
