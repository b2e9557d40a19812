import "server-only";
import type { Picture } from "#lib/image-model.ts";
import { GenerationError } from "#lib/image-model.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { sniffPicture } from "#lib/pictures/sniff.ts";

/**
 * The source photo as the model can take it: its own bytes where it can, a PNG where it is a TIFF or not RGB (Gemini
 * takes PNG, JPEG, WebP, HEIC and HEIF). Throws `GenerationError` SOURCE_UNREADABLE.
 */
export async function toModelInput(bytes: Uint8Array): Promise<Picture> {
  const mimeType = sniffPicture(bytes);
  if (!mimeType) throw new GenerationError("SOURCE_UNREADABLE", "The source photo is not a picture.");
  try {
    const picture = sharp(bytes, { failOn: "error" });
    const { space } = await picture.metadata();
    if (mimeType !== "image/tiff" && space !== "cmyk") return { bytes, mimeType };
    return { bytes: await picture.autoOrient().toColourspace("srgb").png().toBuffer(), mimeType: "image/png" };
  } catch (cause) {
    throw new GenerationError("SOURCE_UNREADABLE", "The source photo can't be read.", { cause });
  }
}
