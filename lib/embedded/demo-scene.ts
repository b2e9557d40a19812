import "server-only";
import { castFor } from "#lib/embedded/demo-scenes/cast.ts";
import { cutOut } from "#lib/embedded/demo-scenes/cut-out.ts";
import { decode } from "#lib/embedded/demo-scenes/decode.ts";
import { type Exhibit, framed, standing } from "#lib/embedded/demo-scenes/exhibit.ts";
import { overlay } from "#lib/embedded/demo-scenes/mark.ts";
import { picture } from "#lib/embedded/svg.ts";
import { sharp } from "#lib/pictures/sharp.ts";

const LONGEST_DECODED_PX = 1_400;

/**
 * Composes the source photo onto a drawn scene with a visible DEMO mark; answers PNG bytes of `size` x `size` pixels.
 * The prompt chooses the scene. A product on white or a light neutral is cut out and stands in it; any other photo
 * hangs there as a framed print. Throws what sharp throws for bytes that are no picture.
 */
export async function composeDemoImage(input: { source: Uint8Array; prompt: string; size: number }): Promise<Buffer> {
  const { source, prompt, size } = input;
  const { stage, palette, mirrored } = castFor(prompt);
  const photo = await decode(source, Math.min(Math.round(size * 0.72), LONGEST_DECODED_PX));
  const foot = [mirrored ? 1200 - stage.foot[0] : stage.foot[0], stage.foot[1]] as const;
  const room = { ...stage, foot };
  const product = cutOut(photo);
  const exhibit: Exhibit = (product && standing(product, room)) ?? framed(photo, room);
  const scene = picture((pen) => {
    const drawn = stage.draw(pen, palette);
    return (mirrored ? `<g transform="translate(1200 0) scale(-1 1)">${drawn}</g>` : drawn) + exhibit.setting(pen);
  }, size);
  const { box } = exhibit;
  const [left, top, width, height] = box.map((units) => Math.max(1, Math.round((units * size) / 1200))) as [
    number,
    number,
    number,
    number,
  ];
  const fitted = await exhibit.pixels.resize(width, height, { fit: "fill" }).ensureAlpha().raw().toBuffer();
  return sharp(Buffer.from(scene))
    .composite([{ input: fitted, raw: { width, height, channels: 4 }, left, top }, { input: overlay(size) }])
    .removeAlpha()
    .png({ compressionLevel: 4 })
    .toBuffer();
}
