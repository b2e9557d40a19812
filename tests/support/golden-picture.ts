import { readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { seededRandom } from "#tests/support/random.ts";
import { letters } from "#tests/support/truth-pictures.ts";

const SIDE = 1200;
const SAMPLES = new URL("../../lib/demo/sample-catalog/", import.meta.url);

const flat = (level: number) => `rgb(${level},${level},${level})`;
const block = (level: number, outline = "none") =>
  `<rect x="300" y="100" width="1000" height="1400" rx="40" fill="${flat(level)}" stroke="${outline}" stroke-width="6"/>`;
const gradient = (kind: "linear" | "radial", ...stops: string[]) =>
  `<defs><${kind}Gradient id="g">${stops.map((colour, at) => `<stop offset="${at / (stops.length - 1)}" stop-color="${colour}"/>`).join("")}</${kind}Gradient></defs>`;

/** Products of our own drawing, on nothing, 1,600 px a side; the others are those of the sample catalog. */
const SHAPES = {
  block: block(60),
  grey: block(150),
  "tone 246": block(246),
  "tone 250": block(250),
  "tone 252": block(252),
  "tone 253": block(253),
  "tone 254": block(254),
  "white box with an outline": block(255, "#9a9a9a"),
  "white box with a faint outline": block(254, "#ececec"),
  steel: `${gradient("linear", "#777", "#f5f5f5", "#888")}<rect x="400" y="100" width="800" height="1400" rx="30" fill="url(#g)"/>`,
  porcelain: `${gradient("linear", "#d8d8d8", "#fbfbfb", "#d0d0d0")}<rect x="400" y="100" width="800" height="1400" rx="200" fill="url(#g)"/>`,
  "pale ball": `${gradient("radial", "#fefefe", "#f4f4f4", "#dcdcdc")}<circle cx="800" cy="800" r="700" fill="url(#g)"/>`,
  ring: `<circle cx="800" cy="800" r="640" fill="none" stroke="#b8860b" stroke-width="90"/>`,
  cable: `<path d="M120 1400C100 300 900 1500 800 800S1500 100 1480 1300" fill="none" stroke="#222" stroke-width="22"/>`,
  cutlery: [0, 1, 2, 3]
    .map((at) => `<rect x="${150 + at * 360}" y="100" width="150" height="1400" rx="70" fill="#8d949c"/>`)
    .join(""),
} as const;
const CATALOG = {
  mug: "01",
  "linen bag": "03",
  "cream mug": "04",
  kettle: "07",
  lamp: "11",
  bottle: "20",
  plant: "17",
  towels: "18",
} as const;

export type ProductName = keyof typeof SHAPES | keyof typeof CATALOG;

type Cutout = { href: string; width: number; height: number };

/** Without the ground of the drawing and its shadow, of which nothing is half as opaque as the product. */
async function drawingOf(name: ProductName): Promise<Buffer> {
  if (name in CATALOG) {
    const number = CATALOG[name as keyof typeof CATALOG];
    const svg = await readFile(new URL(`B0SAMPLE${number}.MAIN.svg`, SAMPLES), "utf8");
    return Buffer.from(svg.replace(/<rect width="1200" height="1200" fill="#ffffff"\/>/, ""));
  }
  const markup = SHAPES[name as keyof typeof SHAPES];
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1600">${markup}</svg>`);
}

async function cutOut(name: ProductName): Promise<Cutout> {
  const picture = sharp(await drawingOf(name))
    .resize(SIDE, SIDE)
    .ensureAlpha();
  const { data } = await picture.linear([1, 1, 1, 2], [0, 0, 0, -255]).raw().toBuffer({ resolveWithObject: true });
  let [left, top, right, bottom] = [SIDE, SIDE, 0, 0];
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    if ((data[pixel * 4 + 3] ?? 0) < 128) continue;
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const [width, height] = [right - left + 1, bottom - top + 1];
  const png = await sharp(data, { raw: { width: SIDE, height: SIDE, channels: 4 } })
    .extract({ left, top, width, height })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { href: `data:image/png;base64,${png.toString("base64")}`, width, height };
}

const cutouts = new Map<ProductName, Promise<Cutout>>();

function cutoutOf(name: ProductName): Promise<Cutout> {
  const known = cutouts.get(name) ?? cutOut(name);
  cutouts.set(name, known);
  return known;
}

/** A picture of a product in the middle of a white square, with options. `quality`: as a JPEG; else a PNG. */
export type Recipe = {
  product: ProductName;
  /** Of the longer side, in px. */
  size?: number;
  /** Width to height. */
  aspect?: number;
  /** Of the side that the product fills most. */
  fill?: number;
  background?: number;
  /** The background's level at the top, where it differs. */
  lit?: number;
  /** Mean change of a pixel by noise. */
  noise?: number;
  shadow?: "under" | "beside" | "wide";
  reflection?: number;
  /** Away from the middle, in shares of the frame; `gap`: px between the product and that edge instead. */
  shift?: { x?: number; y?: number };
  gap?: { side: "left" | "top" | "right" | "bottom"; px: number };
  frame?: { px: number; inset?: number; colour?: string };
  text?: "lines" | "badge" | "watermark";
  prop?: "beside" | "in front";
  quality?: number;
};

type Place = { x: number; y: number; width: number; height: number; w: number; h: number };

function placeOf({ size = 1024, aspect = 1, fill = 0.9, shift, gap }: Recipe, cutout: Cutout): Place {
  const [w, h] = aspect >= 1 ? [size, Math.round(size / aspect)] : [Math.round(size * aspect), size];
  const scale = Math.min((fill * w) / cutout.width, (fill * h) / cutout.height);
  const [width, height] = [Math.round(cutout.width * scale), Math.round(cutout.height * scale)];
  let x = Math.round((w - width) / 2 + (shift?.x ?? 0) * w);
  let y = Math.round((h - height) / 2 + (shift?.y ?? 0) * h);
  if (gap?.side === "left") x = gap.px;
  if (gap?.side === "right") x = w - width - gap.px;
  if (gap?.side === "top") y = gap.px;
  if (gap?.side === "bottom") y = h - height - gap.px;
  return { x, y, width, height, w, h };
}

function groundMarkup({ background = 255, lit = background }: Recipe): string {
  return `<defs><linearGradient id="ground" x2="0" y2="1"><stop stop-color="${flat(lit)}"/><stop offset="1" stop-color="${flat(background)}"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="${lit === background ? flat(background) : "url(#ground)"}"/>`;
}

function shadowMarkup({ shadow }: Recipe, { x, y, width, height }: Place): string {
  if (!shadow) return "";
  const [blur, opacity] = { under: [0.02, 0.45], beside: [0.03, 0.3], wide: [0.06, 0.22] }[shadow] as [number, number];
  const shift = shadow === "beside" ? width * 0.06 : 0;
  const [rx, ry] = [width * (shadow === "wide" ? 0.55 : 0.5), height * (shadow === "wide" ? 0.08 : 0.045)];
  return `<defs><filter id="soft" x="-1" y="-2" width="3" height="5"><feGaussianBlur stdDeviation="${height * blur}"/></filter></defs>
    <ellipse cx="${x + width / 2 + shift}" cy="${y + height - ry / 2}" rx="${rx}" ry="${ry}" fill="#000" fill-opacity="${opacity}" filter="url(#soft)"/>`;
}

function image({ href }: Cutout, { x, y, width, height }: Place, attributes = ""): string {
  return `<image href="${href}" x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" ${attributes}/>`;
}

function propMarkup({ prop }: Recipe, { x, y, width, height, w, h }: Place): string {
  if (prop === "beside") return `<circle cx="${w * 0.9}" cy="${h * 0.8}" r="${w * 0.05}" fill="#2f8f4e"/>`;
  if (prop === "in front")
    return `<circle cx="${x + width * 0.7}" cy="${y + height * 0.9}" r="${width * 0.09}" fill="#c8502d"/>`;
  return "";
}

function textMarkup({ text }: Recipe, { w, h }: Place): string {
  if (text === "badge")
    return `<circle cx="${w * 0.88}" cy="${h * 0.12}" r="${w * 0.09}" fill="#d42a2a"/>${letters(w * 0.82, h * 0.1, h * 0.04, 4, "#fff")}`;
  if (text === "watermark") return letters(w * 0.55, h * 0.95, h * 0.025, 14, "#d0d0d0");
  if (text === "lines") return [0.04, 0.93].map((top) => letters(w * 0.03, h * top, h * 0.03, 9)).join("");
  return "";
}

function frameMarkup({ frame }: Recipe, { w, h }: Place): string {
  if (!frame) return "";
  const at = (frame.inset ?? 0) + frame.px / 2;
  return `<rect x="${at}" y="${at}" width="${w - 2 * at}" height="${h - 2 * at}" fill="none" stroke="${frame.colour ?? "#333"}" stroke-width="${frame.px}"/>`;
}

/** The same grain each time. */
async function grainy(picture: Sharp, level: number): Promise<Sharp> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const random = seededRandom(1);
  for (let at = 0; at < data.length; at++)
    data[at] = Math.min(255, Math.max(0, Math.round((data[at] ?? 0) + (random() - 0.5) * 4 * level)));
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
}

export async function drawGolden(recipe: Recipe): Promise<Buffer> {
  const cutout = await cutoutOf(recipe.product);
  const place = placeOf(recipe, cutout);
  const foot = 2 * (place.y + place.height);
  const mirrored = recipe.reflection
    ? image(cutout, place, `opacity="${recipe.reflection}" transform="translate(0 ${foot}) scale(1 -1)"`)
    : "";
  const content = `${groundMarkup(recipe)}${shadowMarkup(recipe, place)}${mirrored}${image(cutout, place)}${propMarkup(recipe, place)}${textMarkup(recipe, place)}${frameMarkup(recipe, place)}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${place.w}" height="${place.h}">${content}</svg>`;
  const drawn = sharp(Buffer.from(svg), { unlimited: true }).removeAlpha();
  const picture = recipe.noise ? await grainy(drawn, recipe.noise) : drawn;
  return recipe.quality
    ? picture.jpeg({ quality: recipe.quality }).toBuffer()
    : picture.png({ compressionLevel: 1 }).toBuffer();
}
