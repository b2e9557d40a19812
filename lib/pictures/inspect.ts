import "server-only";
import { createHash } from "node:crypto";
import { decode } from "#lib/pictures/decode.ts";
import type { PictureType } from "#lib/schemas/upload.ts";

const THUMBNAIL_PX = 320;

/** `width` and `height`: after EXIF rotation. `bytes`: the size of the file. */
export type PictureFacts = { mimeType: PictureType; width: number; height: number; sha256: string; bytes: number };

/** `thumbnail`: a JPEG of at most 320 px per side, on white. */
export type InspectedPicture = { facts: PictureFacts; thumbnail: Buffer };

export const contentHash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Decodes the whole picture to find damage. Throws `NotAPicture`. */
export function inspectPicture(bytes: Uint8Array, sha256 = contentHash(bytes)): Promise<InspectedPicture> {
  return decode(bytes, async ({ open, mimeType, metadata }) => {
    const thumbnail = await open()
      .autoOrient()
      .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#fff" })
      .jpeg({ quality: 80 })
      .toBuffer();
    return { facts: { mimeType, ...metadata.autoOrient, sha256, bytes: bytes.byteLength }, thumbnail };
  });
}
