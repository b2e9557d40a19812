import "server-only";
import { randomUUID } from "node:crypto";
import { transaction } from "#lib/db/client.ts";
import { findImport } from "#lib/db/imports/read.ts";
import { findProgress, startDraft } from "#lib/db/imports/state.ts";
import { AppError } from "#lib/errors.ts";
import { checkFreeSpace } from "#lib/import/budget.ts";
import { closeImport } from "#lib/import/close-import.ts";
import { checkColumns } from "#lib/import/import-file.ts";
import { withStoredImport } from "#lib/import/stored-file.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { wake } from "#lib/queue/consume.ts";
import type { Corrections, Import } from "#lib/schemas/import.ts";
import { store } from "#lib/storage/storage.ts";

/**
 * Starts an import that waits for a person, its columns and encoding as they were corrected. Null where there is none; a 409 where it
 * is no draft, a 422 where the columns don't fit its file.
 */
export async function startImport(id: string, corrected: Corrections): Promise<Import | null> {
  const progress = await findProgress(id);
  if (!progress) return null;
  const started = () => new AppError("conflict", "This import has been started already.");
  if (progress.status !== "DRAFT") throw started();
  await checkFreeSpace();
  await withStoredImport(store(), { ...corrected, id }, async (file) => checkColumns(file));
  const messageId = randomUUID();
  await transaction(async (tx) => {
    if (!(await startDraft(tx, id, { messageId, ...corrected }))) throw started();
    await enqueue(tx, "import", [{ id: messageId, data: { importId: id }, priority: 0 }]);
  });
  wake("import");
  return findImport(id);
}

/** Ends an import that has not ended: what is in the catalogue already stays. Null where there is none. */
export async function cancelImport(id: string): Promise<Import | null> {
  await closeImport(id, { status: "CANCELLED" });
  return findImport(id);
}
