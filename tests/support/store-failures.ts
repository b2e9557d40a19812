import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generatedKey } from "#lib/storage/keys.ts";
import { type Store, StoreError } from "#lib/storage/store.ts";
import { drawPicture } from "#tests/support/picture.ts";

/** In the order put, get, open, remove, putFile, getFile, check. Throws if one of them succeeds. */
export async function failuresOf(store: Store): Promise<StoreError[]> {
  const key = generatedKey("any");
  const folder = mkdtempSync(join(tmpdir(), "packshot-store-"));
  writeFileSync(join(folder, "sent"), "bytes");
  const results = await Promise.allSettled([
    store.put(key, await drawPicture(), "image/jpeg"),
    store.get(key),
    store.open(key),
    store.remove(key),
    store.putFile(key, join(folder, "sent")),
    store.getFile(key, join(folder, "received")),
    store.check(),
  ]);
  return results.map((result) => {
    if (result.status === "fulfilled") throw new Error("The store did its work.");
    if (!(result.reason instanceof StoreError)) throw result.reason;
    return result.reason;
  });
}
