import "server-only";
import { cutOut } from "#lib/demo/cut-out.ts";
import { decode } from "#lib/demo/decode.ts";
import { overlay } from "#lib/demo/mark.ts";
import { alone, framed, type Placement, standing } from "#lib/demo/product-placement.ts";
import { asksForWhite, sceneFor } from "#lib/demo/scene.ts";
import { picture } from "#lib/demo/svg.ts";
import type { Pixels } from "#lib/pictures/pixels.ts";
import { sharp } from "#lib/pictures/sharp.ts";

const LONGEST_DECODED_PX = 1_400;
/** More than the 85 % that Amazon requires for MAIN. */
const FILL = 0.88;

type Composition = { backdrop: Buffer; placement: Placement };

async function drawScene(svg: Buffer, size: number, isMirrored: boolean): Promise<Buffer> {
  const drawn = sharp(svg).resize(size, size);
  return (isMirrored ? drawn.flop() : drawn).png({ compressionLevel: 0 }).toBuffer();
}

async function inScene(photo: Pixels, prompt: string, size: number): Promise<Composition> {
  const { svg, room, isMirrored } = await sceneFor(prompt);
  const product = cutOut(photo);
  const placement = (product && standing(product, room)) ?? framed(photo, room);
  return { backdrop: await drawScene(svg, size, isMirrored), placement };
}

/** Null if it can't be cut out. */
function onWhite(photo: Pixels, size: number): Composition | null {
  const product = cutOut(photo);
  const placement = product && alone(product, FILL);
  const white = Buffer.from(picture(() => '<rect width="1200" height="1200" fill="#fff"/>', size));
  return placement && { backdrop: white, placement };
}

/**
 * A PNG. A product on white or a light neutral is cut out; other photos hang in the scene as framed prints. Throws
 * sharp's errors.
 */
export async function composeDemoImage(
  source: Uint8Array,
  { prompt, size }: { prompt: string; size: number },
): Promise<Uint8Array> {
  const photo = await decode(source, Math.min(Math.round(size * 0.72), LONGEST_DECODED_PX));
  const white = asksForWhite(prompt) ? onWhite(photo, size) : null;
  const { backdrop, placement } = white ?? (await inScene(photo, prompt, size));
  const [left, top, width, height] = placement.box.map((units) => Math.max(1, Math.round((units * size) / 1200))) as [
    number,
    number,
    number,
    number,
  ];
  const fitted = await placement.pixels.resize(width, height, { fit: "fill" }).ensureAlpha().raw().toBuffer();
  return sharp(backdrop)
    .composite([
      { input: Buffer.from(picture(placement.setting, size)) },
      { input: fitted, raw: { width, height, channels: 4 }, left, top },
      { input: overlay(size, white !== null) },
    ])
    .removeAlpha()
    .png({ compressionLevel: 4 })
    .toBuffer();
}
