import "server-only";
import { asksForWhite, castFor } from "#lib/demo/demo-scenes/cast.ts";
import { cutOut } from "#lib/demo/demo-scenes/cut-out.ts";
import { decode } from "#lib/demo/demo-scenes/decode.ts";
import { alone, type Exhibit, framed, standing } from "#lib/demo/demo-scenes/exhibit.ts";
import { overlay } from "#lib/demo/demo-scenes/mark.ts";
import { type Pen, picture } from "#lib/demo/svg.ts";
import type { Pixels } from "#lib/pictures/pixels.ts";
import { sharp } from "#lib/pictures/sharp.ts";

const LONGEST_DECODED_PX = 1_400;
/** Over the 85 % that Amazon asks of a MAIN image. */
const FILL = 0.88;

type Scene = { drawn: (pen: Pen) => string; exhibit: Exhibit };

function sceneFor(prompt: string, photo: Pixels): Scene {
  const { stage, palette, mirrored } = castFor(prompt);
  const foot = [mirrored ? 1200 - stage.foot[0] : stage.foot[0], stage.foot[1]] as const;
  const room = { ...stage, foot };
  const product = cutOut(photo);
  const exhibit: Exhibit = (product && standing(product, room)) ?? framed(photo, room);
  const drawn = (pen: Pen) => {
    const setting = stage.draw(pen, palette);
    return mirrored ? `<g transform="translate(1200 0) scale(-1 1)">${setting}</g>` : setting;
  };
  return { drawn, exhibit };
}

/** The product alone on white, without a shadow; null where it can't be cut out. */
function onWhite(photo: Pixels): Scene | null {
  const product = cutOut(photo);
  const exhibit = product && alone(product, FILL);
  return exhibit && { drawn: () => '<rect width="1200" height="1200" fill="#fff"/>', exhibit };
}

/**
 * Composes the source photo onto a drawn scene with a visible DEMO mark; answers PNG bytes of `size` x `size` pixels.
 * The prompt chooses the scene, or asks for the product alone on white. A product on white or a light neutral is cut out and stands in it; any other photo
 * hangs there as a framed print. Throws what sharp throws for bytes that are no picture.
 */
export async function composeDemoImage(input: { source: Uint8Array; prompt: string; size: number }): Promise<Buffer> {
  const { source, prompt, size } = input;
  const photo = await decode(source, Math.min(Math.round(size * 0.72), LONGEST_DECODED_PX));
  const white = asksForWhite(prompt) ? onWhite(photo) : null;
  const { drawn, exhibit } = white ?? sceneFor(prompt, photo);
  const scene = picture((pen) => drawn(pen) + exhibit.setting(pen), size);
  const { box } = exhibit;
  const [left, top, width, height] = box.map((units) => Math.max(1, Math.round((units * size) / 1200))) as [
    number,
    number,
    number,
    number,
  ];
  const fitted = await exhibit.pixels.resize(width, height, { fit: "fill" }).ensureAlpha().raw().toBuffer();
  return sharp(Buffer.from(scene))
    .composite([
      { input: fitted, raw: { width, height, channels: 4 }, left, top },
      { input: overlay(size, white !== null) },
    ])
    .removeAlpha()
    .png({ compressionLevel: 4 })
    .toBuffer();
}
