import { contentHash } from "#lib/pictures/inspect.ts";

export function recognizePhoto(photo: Uint8Array = new Uint8Array()): (picture: Uint8Array) => boolean {
  const { length } = photo;
  const hash = contentHash(photo);
  return (picture) => picture.length === length && contentHash(picture) === hash;
}
