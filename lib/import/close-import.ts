import "server-only";
import { planRemoval, removeNow } from "#lib/catalog/remove-objects.ts";
import { transaction } from "#lib/db/client.ts";
import { endImport, holdImport, type ImportEnd } from "#lib/db/imports.ts";
import { unwrittenPictureKeys } from "#lib/import/pictures.ts";
import { isImportOver } from "#lib/schemas/import.ts";
import { failedRowsKey, importKey } from "#lib/storage/keys.ts";

/**
 * Ends an import that has not ended, and sees to it that its file goes, and with an import that was broken off what a killed
 * process may have left of it. False where it had ended already.
 */
export async function closeImport(id: string, end: ImportEnd): Promise<boolean> {
  const removal = await transaction(async (tx) => {
    const held = await holdImport(tx, id);
    if (!held || isImportOver(held)) return null;
    await endImport(tx, id, end);
    if (end.status !== "COMPLETED" && held.status === "PROCESSING")
      await planRemoval(tx, unwrittenPictureKeys(id, held.rowsDone));
    return planRemoval(tx, end.hasFailedRows ? [importKey(id)] : [importKey(id), failedRowsKey(id)]);
  });
  if (removal) await removeNow(removal);
  return removal !== null;
}
