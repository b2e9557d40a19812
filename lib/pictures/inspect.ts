import "server-only";
import type { Sharp } from "sharp";
import { contentHash } from "#lib/pictures/content-hash.ts";
import { decode } from "#lib/pictures/decode.ts";
import type { PictureType } from "#lib/schemas/upload.ts";

const THUMBNAIL_PX = 320;

/** `width` and `height`: after EXIF rotation. `bytes`: the size of the file. */
export type PictureFacts = { mimeType: PictureType; width: number; height: number; sha256: string; bytes: number };

/** `thumbnail`: a JPEG of at most 320 px per side, on white. */
export type InspectedPicture = { facts: PictureFacts; thumbnail: Uint8Array };

/** On white. */
export const shrunk = (picture: Sharp): Sharp =>
  picture
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#fff" });

export const toThumbnail = (small: Sharp): Promise<Uint8Array> => small.jpeg({ quality: 80 }).toBuffer();

/** Decodes the whole picture to find damage. Throws `NotAPicture`. */
export function inspectPicture(bytes: Uint8Array, sha256 = contentHash(bytes)): Promise<InspectedPicture> {
  return decode(bytes, async ({ open, mimeType, metadata }) => ({
    facts: { mimeType, ...metadata.autoOrient, sha256, bytes: bytes.byteLength },
    thumbnail: await toThumbnail(shrunk(open().autoOrient())),
  }));
}
