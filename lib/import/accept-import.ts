import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { transaction } from "#lib/db/client.ts";
import { findImport } from "#lib/db/import-view.ts";
import { countWaitingBytes, createImport, findForgottenDrafts, findProgress } from "#lib/db/imports.ts";
import { AppError } from "#lib/errors.ts";
import type { Upload, UploadRules } from "#lib/http/upload.ts";
import { cancelImport } from "#lib/import/command-import.ts";
import { startsLikeZip } from "#lib/import/import-file.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { wake } from "#lib/queue/consume.ts";
import { type Import, isImportOver, MAX_IMPORT_BYTES } from "#lib/schemas/import.ts";
import { storableText } from "#lib/schemas/text.ts";
import { importKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";

/** A file to import. */
export const IMPORT_FILE: UploadRules = {
  maxBytes: MAX_IMPORT_BYTES,
  tooLarge: "The file is larger than 5 GB. Split it, and import the parts one after the other.",
  missing: "Choose a .zip or a .csv.",
};
const BACKGROUND_BYTES = 50 * 1024 ** 2;
/** What the files of all imports that have not ended may take up: the disk budget. */
const MAX_WAITING_BYTES = 20 * 1024 ** 3;
const MAX_NAME_LENGTH = 300;
const PATIENCE_MS = 10 * 60_000;
const FIRST_POLL_MS = 10;
const LONGEST_POLL_MS = 250;
const DRAFT_MS = 24 * 3_600_000;

async function checkType({ path, name }: Upload): Promise<void> {
  if (!(await startsLikeZip(path)) && !/\.csv$/i.test(name))
    throw new AppError("unsupported_type", "Choose a .zip or a .csv.");
}

async function checkBudget({ bytes }: Upload): Promise<void> {
  if ((await countWaitingBytes()) + bytes <= MAX_WAITING_BYTES) return;
  throw new AppError("conflict", "Imports that have not ended hold 20 GB of files. Wait for them, or cancel one.");
}

/** Waits until an import has ended; null where it goes on in the background. */
async function waitFor(id: string, signal: AbortSignal): Promise<Import | null> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let pause = FIRST_POLL_MS; Date.now() < deadline; pause = Math.min(1.5 * pause, LONGEST_POLL_MS)) {
    const progress = await findProgress(id);
    if (!progress || progress.hasLinks) return null;
    if (isImportOver(progress)) return findImport(id);
    await sleep(pause, undefined, { signal });
  }
  return null;
}

/**
 * Takes a file in: it is read at once where it is small and holds no links, else in the background, or once a person has
 * looked at it (`hold`). Returns the finished import, or the id of one that goes on. Throws an `AppError` for a file that
 * can't be read.
 */
export async function acceptImport(upload: Upload, hold: boolean, signal: AbortSignal): Promise<Import | string> {
  await checkType(upload);
  for (const draft of await findForgottenDrafts(new Date(Date.now() - DRAFT_MS))) await cancelImport(draft);
  await checkBudget(upload);
  const id = randomUUID();
  const { name, path, bytes } = upload;
  const fileName = storableText(name, MAX_NAME_LENGTH);
  await store().putFile(importKey(id), path);
  const queue = bytes > BACKGROUND_BYTES ? "import" : "import-now";
  const messageId = hold ? null : randomUUID();
  await transaction(async (tx) => {
    await createImport(tx, { id, fileName, bytes, messageId });
    if (messageId) await enqueue(tx, queue, [{ id: messageId, data: { importId: id }, priority: 0 }]);
  });
  if (hold) return id;
  wake(queue);
  const ended = queue === "import" ? null : await waitFor(id, signal);
  if (ended?.status === "FAILED") throw new AppError("unprocessable", ended.message ?? "The file could not be read.");
  return ended ?? id;
}
