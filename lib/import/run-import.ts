import "server-only";
import { transaction } from "#lib/db/client.ts";
import { findNextTry } from "#lib/db/import-links.ts";
import { beginImport, endImport, findWork, type ImportWork, saveRowsTotal } from "#lib/db/imports.ts";
import { isDatabaseTrouble } from "#lib/db/trouble.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { internet } from "#lib/import/download.ts";
import { writeFailedRows } from "#lib/import/failed-rows.ts";
import { fetchLinks } from "#lib/import/fetch-links.ts";
import { checkColumns, type ImportFile } from "#lib/import/import-file.ts";
import { readRows } from "#lib/import/read-rows.ts";
import { withStoredImport, withTemporaryFile } from "#lib/import/stored-file.ts";
import { NotOurs } from "#lib/import/write-batch.ts";
import { log } from "#lib/log.ts";
import { isImportOver } from "#lib/schemas/import.ts";
import { failedRowsKey, importKey } from "#lib/storage/keys.ts";
import { patientStore } from "#lib/storage/patient-store.ts";
import type { Store } from "#lib/storage/store.ts";

const BROKEN = "The file could not be read to its end, for a reason that is not the file's. The log has more.";
/** How often a worker may fail on an import for a reason of its own before it is given up. */
const MAX_FAILURES = 3;

type Run = { importId: string; store: Store; signal: AbortSignal };

async function countLines(file: ImportFile, signal: AbortSignal): Promise<number> {
  let lines = 0;
  for await (const _ of file.lines()) {
    signal.throwIfAborted();
    lines += 1;
  }
  return lines;
}

async function readFile({ importId, store: target, signal }: Run, work: ImportWork): Promise<void> {
  await withStoredImport(target, work, async (file) => {
    checkColumns(file);
    const total = work.rowsTotal || (await countLines(file, signal));
    if (work.rowsTotal === 0) await saveRowsTotal(importId, total);
    if (work.rowsDone < total) await readRows({ importId, file, store: target, signal }, work.rowsDone);
  });
}

async function storeFailedRows({ importId, store: target }: Run, work: ImportWork): Promise<void> {
  await withStoredImport(target, work, (file) =>
    withTemporaryFile(async (path) => {
      await writeFailedRows(file, importId, path);
      await target.putFile(failedRowsKey(importId), path);
    }),
  );
}

/** Ends an import and removes its file. */
async function finish(run: Run): Promise<void> {
  const work = await findWork(run.importId);
  const hasFailedRows = work !== null && work.errorCount > 0;
  if (hasFailedRows) await storeFailedRows(run, work);
  await transaction((tx) => endImport(tx, run.importId, { status: "COMPLETED", hasFailedRows }));
  log().info({ importId: run.importId, rows: work?.rowsDone, errors: work?.errorCount }, "import completed");
}

async function advance(run: Run, work: ImportWork, mayFetch: boolean): Promise<"links" | null> {
  const { importId, signal } = run;
  await beginImport(importId);
  if (work.rowsTotal === 0 || work.rowsDone < work.rowsTotal) await readFile(run, work);
  if ((await findNextTry(importId)) !== null) {
    if (!mayFetch) return "links";
    const { IMPORT_ALLOW_HOSTS: allowHosts } = env();
    await fetchLinks({ importId, signal, allowHosts, store: run.store, outside: internet });
  }
  await finish(run);
  return null;
}

async function fail(importId: string, message: string): Promise<void> {
  log().warn({ importId, message }, "import failed");
  await transaction((tx) => endImport(tx, importId, { status: "FAILED", message }));
}

/**
 * Works on an import from where it stands to its end, or until the signal aborts. Returns "links" where only its links are
 * left and this process does not fetch any. `failures`: how often a worker has failed on it before.
 */
export async function runImport(
  importId: string,
  { mayFetch, failures, signal }: { mayFetch: boolean; failures: number; signal: AbortSignal },
): Promise<"links" | null> {
  const run: Run = { importId, signal, store: patientStore({ importId }, signal) };
  const work = await findWork(importId);
  if (!work) return null;
  try {
    const left = isImportOver(work) ? null : await advance(run, work, mayFetch);
    if (left !== null) return left;
  } catch (error) {
    if (signal.aborted || isDatabaseTrouble(error)) throw error;
    if (error instanceof AppError) await fail(importId, error.message);
    else if (!(error instanceof NotOurs)) {
      if (failures < MAX_FAILURES) throw error;
      log().error({ importId, err: error }, "import given up");
      await fail(importId, BROKEN);
    }
  }
  const now = await findWork(importId);
  if (now && isImportOver(now)) await run.store.remove(importKey(importId));
  return null;
}
