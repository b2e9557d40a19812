import "server-only";
import { randomUUID } from "node:crypto";
import { transaction } from "#lib/db/client.ts";
import { findImport } from "#lib/db/imports/read.ts";
import {
  endImport,
  findForgottenDrafts,
  findProgress,
  holdImport,
  type ImportEnd,
  startDraft,
} from "#lib/db/imports/state.ts";
import { AppError } from "#lib/errors.ts";
import { checkFreeSpace } from "#lib/import/budget.ts";
import { checkColumns } from "#lib/import/import-file.ts";
import { withStoredImport } from "#lib/import/stored-file.ts";
import { enqueue } from "#lib/queue/boss.ts";
import type { Corrections, Import } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import { failedRowsKey, importKey } from "#lib/storage/keys.ts";
import { removeUnused } from "#lib/storage/remove-objects.ts";
import { store } from "#lib/storage/storage.ts";

/** False if it had ended already. */
export function closeImport(id: string, end: ImportEnd): Promise<boolean> {
  return transaction(async (tx) => {
    const held = await holdImport(tx, id);
    if (!held || isImportFinished(held)) return false;
    await endImport(tx, id, end);
    await removeUnused(tx, end.hasFailedRows ? [importKey(id)] : [importKey(id), failedRowsKey(id)]);
    return true;
  });
}

/** Null if there is none. Throws a 409 if it is no draft, a 422 if the mapping doesn't fit. */
export async function startImport(id: string, corrected: Corrections): Promise<Import | null> {
  const progress = await findProgress(id);
  if (!progress) return null;
  const started = () => new AppError("conflict", "This import has already been started.");
  if (progress.status !== "DRAFT") throw started();
  await checkFreeSpace();
  await withStoredImport(store(), { ...corrected, id }, async (file) => checkColumns(file));
  const messageId = randomUUID();
  await transaction(async (tx) => {
    if (!(await startDraft(tx, id, { messageId, ...corrected }))) throw started();
    await enqueue(tx, "import", [{ id: messageId, data: { importId: id } }]);
  });
  return findImport(id);
}

/** Rows already imported are kept. Null if there is none. */
export async function cancelImport(id: string): Promise<Import | null> {
  await closeImport(id, { status: "CANCELLED" });
  return findImport(id);
}

const DRAFT_MS = 24 * 3_600_000;

export async function forgetDrafts(): Promise<void> {
  const drafts = await findForgottenDrafts(new Date(Date.now() - DRAFT_MS));
  for (const id of drafts) await closeImport(id, { status: "CANCELLED" });
}
