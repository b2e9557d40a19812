import "server-only";
import { GenerationError, type Picture, type SentPictures } from "#lib/image-model.ts";
import { runPictureTask } from "#lib/picture-work/pool.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";

/** Throws `GenerationError` SOURCE_UNREADABLE. */
async function toModelInput(photo: Uint8Array): Promise<Picture> {
  try {
    return await runPictureTask("toModelInput", [photo]);
  } catch (cause) {
    if (!(cause instanceof NotAPicture)) throw cause;
    throw new GenerationError("SOURCE_UNREADABLE", `The source photo can't be read. ${cause.message}`, { cause });
  }
}

/** The first is the picture to work from. Throws `GenerationError` SOURCE_MISSING or SOURCE_UNREADABLE. */
export async function toSentPictures(photos: (Uint8Array | null)[]): Promise<SentPictures> {
  const stored = photos.filter((photo) => photo !== null);
  if (stored.length < photos.length)
    throw new GenerationError("SOURCE_MISSING", "The source photo is not in the store.");
  return { current: await Promise.all(stored.map(toModelInput)) };
}

/** Says what the pictures after the first one are for. */
export function guidedPrompt(prompt: string, further: number): string {
  if (further === 0) return prompt;
  const others = further === 1 ? "The second picture shows" : `The next ${further} pictures show`;
  return `The first picture is the product photo to work from. ${others} the same product from other sides: use them only to draw the product true to life.\n\n${prompt}`;
}
