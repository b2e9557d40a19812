import "server-only";
import type { Jpeg } from "#lib/export/to-jpeg.ts";
import { runPictureTask } from "#lib/picture-work/pool.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import { store } from "#lib/storage/storage.ts";

/**
 * A string says why there is no file. Throws `StoreError`, because an unavailable picture must not be skipped silently,
 * and the signal's reason.
 */
export async function makeFile(storageKey: string, maxBytes: number, signal: AbortSignal): Promise<Jpeg | string> {
  const bytes = await store().get(storageKey);
  if (!bytes) return "its picture is not in the store";
  try {
    const jpeg = await runPictureTask("toJpeg", [bytes, maxBytes], signal);
    return jpeg ?? `it can't be made smaller than ${maxBytes} bytes`;
  } catch (error) {
    if (error instanceof NotAPicture) return `its picture can't be read: ${error.message}`;
    throw error;
  }
}
