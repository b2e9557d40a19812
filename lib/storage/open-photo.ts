import "server-only";
import { once } from "#lib/once.ts";
import { stripMetadata } from "#lib/pictures/strip.ts";
import { Slots } from "#lib/slots.ts";
import { store } from "#lib/storage/storage.ts";
import type { StoredObject } from "#lib/storage/store.ts";

/** Photos stripped at once in a process: each needs up to twice 25 MB of memory. */
const AT_ONCE = 4;

const slots = () => once("photo-slots", () => new Slots(AT_ONCE));

async function strip({ body, contentType }: StoredObject): Promise<StoredObject> {
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  const stripped = stripMetadata(bytes) ?? { bytes, mimeType: contentType };
  const served = new Blob([stripped.bytes]);
  return { body: served.stream(), bytes: served.size, contentType: stripped.mimeType };
}

/**
 * Without metadata: viewers must not see place and camera. Null if there is none. Throws the signal's reason while
 * waiting.
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
