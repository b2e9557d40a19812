import "server-only";
import { type InspectedPicture, inspectPicture } from "#lib/pictures/inspect.ts";
import { sharp } from "#lib/pictures/sharp.ts";

const SIDE_PX = 1200;

/** Draws an SVG as the JPEG that a seller would have. */
export async function drawSample(svg: Uint8Array): Promise<InspectedPicture & { bytes: Uint8Array }> {
  const bytes = await sharp(svg)
    .resize(SIDE_PX, SIDE_PX)
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: 90 })
    .toBuffer();
  return { bytes, ...(await inspectPicture(bytes)) };
}
