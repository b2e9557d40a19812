import "server-only";
import { transaction } from "#lib/db/client.ts";
import { endImport, holdImport, type ImportEnd } from "#lib/db/imports/state.ts";
import { wake } from "#lib/queue/consume.ts";
import { isImportOver } from "#lib/schemas/import.ts";
import { failedRowsKey, importKey } from "#lib/storage/keys.ts";
import { removeUnused } from "#lib/storage/remove-objects.ts";

/** Ends an import that has not ended, and has its file removed. False where it had ended already. */
export async function closeImport(id: string, end: ImportEnd): Promise<boolean> {
  const ended = await transaction(async (tx) => {
    const held = await holdImport(tx, id);
    if (!held || isImportOver(held)) return false;
    await endImport(tx, id, end);
    await removeUnused(tx, end.hasFailedRows ? [importKey(id)] : [importKey(id), failedRowsKey(id)]);
    return true;
  });
  wake("remove-objects");
  return ended;
}
