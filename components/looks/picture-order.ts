import type { LookPicture } from "#lib/schemas/look.ts";

/** The same pictures if it is at that end. */
export function movedPicture(pictures: LookPicture[], id: string, by: 1 | -1): LookPicture[] {
  const from = pictures.findIndex((picture) => picture.id === id);
  const picture = pictures[from];
  if (!picture || !pictures[from + by]) return pictures;
  return pictures.toSpliced(from, 1).toSpliced(from + by, 0, picture);
}

/** The next picture, else the previous one; null if it is the only one. */
export function pictureBeside(pictures: LookPicture[], id: string): LookPicture | null {
  const place = pictures.findIndex((picture) => picture.id === id);
  return pictures[place + 1] ?? pictures[place - 1] ?? null;
}
