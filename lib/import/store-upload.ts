import "server-only";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { despiteLostAnswer } from "#lib/db/connection/lost-answer.ts";
import { findProgress } from "#lib/db/imports/state.ts";
import { importKey } from "#lib/storage/keys.ts";
import { keepNoted, noteObjects, releaseNoted } from "#lib/storage/remove-objects.ts";
import { store } from "#lib/storage/storage.ts";

/** If anything fails, no file stays without an import. */
export async function storeUpload(
  id: string,
  path: string,
  createImport: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const key = importKey(id);
  const note = await noteObjects([key]);
  const create = async (tx: Transaction) => {
    await createImport(tx);
    await keepNoted(tx, [note]);
    return true;
  };
  try {
    await store().putFile(key, path);
    await despiteLostAnswer(
      () => transaction(create),
      async () => (await findProgress(id)) !== null || null,
    );
  } catch (error) {
    await releaseNoted([note]);
    throw error;
  }
}
