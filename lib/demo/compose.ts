import "server-only";
import { cutOut } from "#lib/demo/cut-out.ts";
import { decode } from "#lib/demo/decode.ts";
import { overlay } from "#lib/demo/mark.ts";
import { alone, framed, type Placement, standing } from "#lib/demo/product-placement.ts";
import { asksForWhite, type Room, sceneFor } from "#lib/demo/scene.ts";
import { type Canvas, picture } from "#lib/demo/svg.ts";
import type { Pixels } from "#lib/pictures/pixels.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import type { AspectRatio } from "#lib/schemas/picture-format.ts";

const LONGEST_DECODED_PX = 1_400;
/** More than the 85 % that Amazon requires for MAIN. */
const FILL = 0.88;

type Composition = { backdrop: Buffer; placement: Placement };

type Frame = { size: number; canvas: Canvas };

/** Stretched to the canvas; the product in it keeps its proportions. */
async function drawScene(svg: Buffer, { size, canvas }: Frame, isMirrored: boolean): Promise<Buffer> {
  const [width, height] = canvas.map((units) => Math.round((units * size) / 1200));
  const drawn = sharp(svg).resize({ width, height, fit: "fill" });
  return (isMirrored ? drawn.flop() : drawn).png({ compressionLevel: 0 }).toBuffer();
}

function stretched({ foot: [x, y], width, height }: Room, canvas: Canvas): Room {
  const [across, down] = [canvas[0] / 1200, canvas[1] / 1200];
  return { foot: [x * across, y * down], width: width * across, height: height * down };
}

async function inScene(photo: Pixels, prompt: string, frame: Frame): Promise<Composition> {
  const { svg, room, isMirrored } = await sceneFor(prompt);
  const product = cutOut(photo);
  const space = stretched(room, frame.canvas);
  const placement = (product && standing(product, space)) ?? framed(photo, space);
  return { backdrop: await drawScene(svg, frame, isMirrored), placement };
}

/** Null if it can't be cut out. */
function onWhite(photo: Pixels, { size, canvas }: Frame): Composition | null {
  const product = cutOut(photo);
  const placement = product && alone(product, FILL, canvas);
  const [width, height] = canvas;
  const draw = () => `<rect width="${width}" height="${height}" fill="#fff"/>`;
  return placement && { backdrop: Buffer.from(picture(draw, size, canvas)), placement };
}

/** About as many pixels as a square of `side` has. */
function frameOf(side: number, ratio: AspectRatio): Frame {
  const [wide = 1, high = 1] = ratio.split(":").map(Number);
  const shorter = Math.min(wide, high);
  const canvas: Canvas = [(1200 * wide) / shorter, (1200 * high) / shorter];
  return { size: Math.round(side * Math.sqrt(shorter / Math.max(wide, high))), canvas };
}

/**
 * A PNG. A product on white or a light neutral is cut out; other photos hang in the scene as framed prints. `side`: in px, of a
 * square. Throws sharp's errors.
 */
export async function composeDemoImage(
  source: Uint8Array,
  { prompt, side, ratio }: { prompt: string; side: number; ratio: AspectRatio },
): Promise<Uint8Array> {
  const frame = frameOf(side, ratio);
  const { size, canvas } = frame;
  const photo = await decode(source, Math.min(Math.round(side * 0.72), LONGEST_DECODED_PX));
  const white = asksForWhite(prompt) ? onWhite(photo, frame) : null;
  const { backdrop, placement } = white ?? (await inScene(photo, prompt, frame));
  const [left, top, width, height] = placement.box.map((units) => Math.max(1, Math.round((units * size) / 1200))) as [
    number,
    number,
    number,
    number,
  ];
  const fitted = await placement.pixels.resize(width, height, { fit: "fill" }).ensureAlpha().raw().toBuffer();
  return sharp(backdrop)
    .composite([
      { input: Buffer.from(picture(placement.setting, size, canvas)) },
      { input: fitted, raw: { width, height, channels: 4 }, left, top },
      { input: overlay(size, canvas, white !== null) },
    ])
    .removeAlpha()
    .png({ compressionLevel: 4 })
    .toBuffer();
}
