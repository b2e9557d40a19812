import "server-only";
import { once } from "#lib/once.ts";
import { Slots } from "#lib/pictures/decode-slots.ts";
import { stripMetadata } from "#lib/pictures/strip.ts";
import { store } from "#lib/storage/storage.ts";
import type { StoredObject } from "#lib/storage/store.ts";

/** Photos that are stripped at once in a process: each is in memory twice meanwhile, 25 MB or less. */
const AT_ONCE = 4;

const slots = () => once("photo-slots", () => new Slots(AT_ONCE));

async function strip({ body, contentType }: StoredObject): Promise<StoredObject> {
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  const stripped = stripMetadata(bytes) ?? { bytes, mimeType: contentType };
  const served = new Blob([stripped.bytes]);
  return { body: served.stream(), bytes: served.size, contentType: stripped.mimeType };
}

/**
 * Opens a source photo as viewers may see it: where it was taken, and with what, is the seller's business. Null where there is
 * none. Throws the signal's reason where it aborts before the photo's turn.
 */
export function openPhoto(key: string, signal: AbortSignal): Promise<StoredObject | null> {
  return slots().run(
    1,
    async () => {
      const object = await store().open(key);
      return object && strip(object);
    },
    signal,
  );
}
