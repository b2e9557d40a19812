import "server-only";
import { type Jpeg, toJpeg } from "#lib/export/to-jpeg.ts";
import { NotAPicture } from "#lib/pictures/decode.ts";
import { store } from "#lib/storage/storage.ts";

/** The file of a stored picture; else why there is none. Throws `StoreError`: what can't be asked for now must not be missed silently; the signal's reason where it aborts. */
export async function makeFile(storageKey: string, maxBytes: number, signal: AbortSignal): Promise<Jpeg | string> {
  const bytes = await store().get(storageKey);
  if (!bytes) return "its picture is not in the store";
  try {
    return (await toJpeg(bytes, maxBytes, signal)) ?? `it can't be made smaller than ${maxBytes} bytes`;
  } catch (error) {
    if (error instanceof NotAPicture) return `its picture can't be read: ${error.message}`;
    throw error;
  }
}
