import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createdBy } from "#lib/auth/actor.ts";
import { record } from "#lib/db/audit.ts";
import { findImport } from "#lib/db/imports/read.ts";
import { createImport, findProgress } from "#lib/db/imports/state.ts";
import { AppError } from "#lib/errors.ts";
import { reserveRoom, takeRoom } from "#lib/import/budget.ts";
import { bytesToRead, startsLikeGzip, startsLikeZip } from "#lib/import/import-file.ts";
import { storeUpload } from "#lib/import/store-upload.ts";
import { SAVE_AS_CSV } from "#lib/import/zip-import.ts";
import { enqueue } from "#lib/queue/boss.ts";
import type { Import } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import { storableText } from "#lib/schemas/text.ts";
import { isSheetName, MAX_IMPORT_BYTES, type Upload, type UploadRules } from "#lib/schemas/upload.ts";

const CHOOSE = "Choose a .zip, .csv, .tsv or .txt file.";

export const IMPORT_FILE: UploadRules = {
  maxBytes: MAX_IMPORT_BYTES,
  tooLarge: "The file is larger than 5 GB. Split it, and import the parts one after the other.",
  missing: CHOOSE,
  reserve: reserveRoom,
};
const BACKGROUND_BYTES = 50 * 1024 ** 2;
const MAX_NAME_LENGTH = 300;
const PATIENCE_MS = 10 * 60_000;
const FIRST_POLL_MS = 10;
const LONGEST_POLL_MS = 250;

const WORKBOOK = /\.(?:xls[xmb]?|od[st]|numbers)$/i;

async function checkType({ path, name }: Upload): Promise<void> {
  if (WORKBOOK.test(name)) throw new AppError("unsupported_type", SAVE_AS_CSV);
  const isKnown = isSheetName(name) || (await startsLikeZip(path)) || (await startsLikeGzip(path));
  if (!isKnown) throw new AppError("unsupported_type", CHOOSE);
}

async function isSmall({ path, bytes }: Upload): Promise<boolean> {
  return bytes <= BACKGROUND_BYTES && (await bytesToRead(path, bytes)) <= BACKGROUND_BYTES;
}

/** Null if the import continues in the background. */
async function waitFor(id: string, signal: AbortSignal): Promise<Import | null> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let pause = FIRST_POLL_MS; Date.now() < deadline; pause = Math.min(1.5 * pause, LONGEST_POLL_MS)) {
    const progress = await findProgress(id);
    if (!progress || progress.hasLinks) return null;
    if (isImportFinished(progress)) return findImport(id);
    await sleep(pause, undefined, { signal });
  }
  return null;
}

/**
 * A small file without links is imported at once. Returns the finished import, or the id of one that continues or waits
 * for a person (`hold`). Throws an `AppError` for a file that can't be read.
 */
export async function acceptImport(upload: Upload, hold: boolean, signal: AbortSignal): Promise<Import | string> {
  await checkType(upload);
  const id = randomUUID();
  const { name, path, bytes } = upload;
  const queue = hold || !(await isSmall(upload)) ? "import" : "import-now";
  const messageId = hold ? null : randomUUID();
  await storeUpload(id, path, async (tx) => {
    await takeRoom(tx, bytes);
    await createImport(tx, { id, fileName: storableText(name, MAX_NAME_LENGTH), bytes, messageId, ...createdBy() });
    if (messageId) await enqueue(tx, queue, [{ id: messageId, data: { importId: id } }]);
    if (messageId) await record("import.start", { target: id, details: { file: storableText(name, 100) } }, tx);
  });
  if (hold) return id;
  const ended = queue === "import" ? null : await waitFor(id, signal);
  if (ended?.status === "FAILED") throw new AppError("unprocessable", ended.message ?? "The file could not be read.");
  return ended ?? id;
}
