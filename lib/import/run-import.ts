import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { transaction } from "#lib/db/client.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { findLinks, findNextTry } from "#lib/db/imports/links.ts";
import {
  beginImport,
  countCrash,
  countFailure,
  findWork,
  type ImportEnd,
  type ImportWork,
  saveRowsTotal,
} from "#lib/db/imports/state.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { PhotoBudget } from "#lib/import/budget.ts";
import { closeImport } from "#lib/import/command-import.ts";
import { internet } from "#lib/import/download.ts";
import { writeFailedRows } from "#lib/import/failed-rows.ts";
import { fetchLinks } from "#lib/import/fetch-links.ts";
import { checkColumns, type ImportFile } from "#lib/import/import-file.ts";
import { eachLine } from "#lib/import/lines.ts";
import { readRows } from "#lib/import/read-rows.ts";
import { withStoredImport } from "#lib/import/stored-file.ts";
import { NotOurs } from "#lib/import/write-batch.ts";
import { log } from "#lib/log.ts";
import type { Delivery } from "#lib/queue/boss.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import { failedRowsKey } from "#lib/storage/keys.ts";
import { removeUnused } from "#lib/storage/remove-objects.ts";
import { retryingStore } from "#lib/storage/retrying-store.ts";
import type { Store } from "#lib/storage/store.ts";
import { withTemporaryFile } from "#lib/storage/transit.ts";

const BROKEN = "The import failed because of a server error, not because of your file. See the log.";
/** Failures or deaths of workers at one place, for reasons outside the file, before the import is abandoned. */
const MAX_FAILURES = 3;
const PAUSE_MS = 1_000;
const MAX_LINES = 10_000_000;

type Run = { importId: string; store: Store; signal: AbortSignal; careful: boolean };

async function countLines(file: ImportFile, signal: AbortSignal): Promise<number> {
  let lines = 0;
  for await (const piece of file.pieces()) {
    signal.throwIfAborted();
    lines += piece.length;
    if (lines > MAX_LINES) throw new AppError("unprocessable", "The file has more than 10 million rows. Split it.");
  }
  return lines;
}

async function readFile({ importId, store: target, signal, careful }: Run, work: ImportWork): Promise<void> {
  await withStoredImport(target, work, async (file) => {
    checkColumns(file);
    const total = work.rowsTotal || (await countLines(file, signal));
    if (work.rowsTotal === 0) await saveRowsTotal(importId, total);
    const budget = new PhotoBudget(target, work.storedBytes);
    if (work.rowsDone < total)
      await readRows({ importId, file, store: target, budget, signal, careful }, work.rowsDone);
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

/** If the import was cancelled meanwhile, its list of failed rows is removed. */
async function close({ importId }: Run, end: ImportEnd): Promise<boolean> {
  const ended = await closeImport(importId, end);
  if (!ended && end.hasFailedRows) await transaction((tx) => removeUnused(tx, [failedRowsKey(importId)]));
  return ended;
}

async function finish(run: Run): Promise<void> {
  const work = await findWork(run.importId);
  const hasFailedRows = work !== null && work.errorCount > 0;
  if (hasFailedRows) await storeFailedRows(run, work);
  if (await close(run, { status: "COMPLETED", hasFailedRows }))
    log().info({ importId: run.importId, rows: work?.rowsDone, errors: work?.errorCount }, "import completed");
}

async function advance(run: Run, work: ImportWork, mayFetch: boolean): Promise<"links" | null> {
  const { importId, signal, careful } = run;
  await beginImport(importId);
  if (work.rowsTotal === 0 || work.rowsDone < work.rowsTotal) await readFile(run, work);
  if ((await findNextTry(importId)) !== null) {
    if (!mayFetch) return "links";
    const { IMPORT_ALLOW_HOSTS: allowHosts } = env();
    const stored = (await findWork(importId))?.storedBytes ?? 0n;
    const budget = new PhotoBudget(run.store, stored);
    await fetchLinks({ importId, signal, careful, allowHosts, store: run.store, budget, outside: internet });
  }
  await finish(run);
  return null;
}

/** Not possible if the file itself can't be read. */
async function keepFailedRows(run: Run): Promise<boolean> {
  const work = await findWork(run.importId);
  if (!work || work.errorCount === 0) return false;
  try {
    await storeFailedRows(run, work);
    return true;
  } catch (error) {
    log().warn({ importId: run.importId, err: error }, "couldn't write the list of failed rows");
    return false;
  }
}

async function fail(run: Run, message: string): Promise<void> {
  const { importId } = run;
  log().warn({ importId, message }, "import failed");
  await close(run, { status: "FAILED", message, hasFailedRows: await keepFailedRows(run) });
}

/** The next line of its file, or the next link. */
async function placeOf({ importId, store: target }: Run, work: ImportWork): Promise<string> {
  if (work.rowsTotal > 0 && work.rowsDone >= work.rowsTotal) {
    const [link] = await findLinks(importId, [], 1);
    return link ? `the link of row ${link.row}` : "the end of the file";
  }
  return withStoredImport(target, work, async (file) => {
    let place = 0;
    for await (const { origin } of eachLine(file)) {
      place += 1;
      if (place > work.rowsDone) return origin.row === undefined ? `the file ${origin.file}` : `row ${origin.row}`;
    }
    return "the end of the file";
  });
}

/** Does not read again what killed the processes. */
async function giveUpCrashed(run: Run): Promise<void> {
  const work = await findWork(run.importId);
  if (!work || isImportFinished(work)) return;
  const place = await placeOf(run, work);
  await fail(run, `The process ended ${MAX_FAILURES} times at ${place}. Remove it, or give the process more memory.`);
}

/** Throws if the import is to be retried later. */
async function meet(error: unknown, run: Run): Promise<void> {
  const { importId, signal } = run;
  if (signal.aborted || isDatabaseTrouble(error)) throw error;
  // The answer to a commit was lost, or it was cancelled: what the import says of itself counts.
  if (error instanceof NotOurs) return;
  if (error instanceof AppError) return fail(run, error.message);
  log().error({ importId, err: error }, "import failed, will be retried");
  if ((await countFailure(importId)) >= MAX_FAILURES) return fail(run, BROKEN);
  await sleep(PAUSE_MS, undefined, { signal });
}

type Options = { mayFetch: boolean; signal: AbortSignal; delivery: Delivery };

/**
 * After a process died it reads carefully; the third time at one place the import is FAILED. Returns "links" if only
 * links are left and this process does not fetch any.
 */
export async function runImport(
  importId: string,
  { mayFetch, signal, delivery: { id, retryCount } }: Options,
): Promise<"links" | null> {
  const crashes = retryCount > 0 ? await countCrash(importId, `${id}:${retryCount}`) : 0;
  const run: Run = { importId, signal, careful: crashes > 0, store: retryingStore({ importId }, signal) };
  if (crashes >= MAX_FAILURES) {
    await giveUpCrashed(run);
    return null;
  }
  for (;;) {
    const work = await findWork(importId);
    if (!work || isImportFinished(work)) return null;
    try {
      return await advance(run, work, mayFetch);
    } catch (error) {
      await meet(error, run);
    }
  }
}
