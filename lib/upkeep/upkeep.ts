import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { askForBackup, DAILY_BACKUP } from "#lib/backup/run-backup.ts";
import { addUpTallies } from "#lib/db/metrics.ts";
import { returnTask, takeTask } from "#lib/db/tasks.ts";
import { env } from "#lib/env.ts";
import { forgetDrafts } from "#lib/import/command-import.ts";
import { log } from "#lib/log.ts";
import { store } from "#lib/storage/storage.ts";
import { checkOutdatedImages } from "#lib/upkeep/check-images.ts";
import { compareStore } from "#lib/upkeep/compare-store.ts";
import { failUnmatched } from "#lib/upkeep/fail-unmatched.ts";
import { listOfferedModels } from "#lib/upkeep/list-offered-models.ts";
import { repairMessages } from "#lib/upkeep/repair-messages.ts";
import { tidy } from "#lib/upkeep/tidy.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LOOK_MS = 5 * MINUTE_MS;
const LONGEST_STOP_MS = 1_000;

/** `atStart`: also with every start of a worker. */
type Task = { name: string; everyMs: number; atStart?: true; run: (signal: AbortSignal) => Promise<unknown> };

const TASKS: Task[] = [
  { name: "list-models", everyMs: 24 * HOUR_MS, atStart: true, run: listOfferedModels },
  { name: "add-up-tallies", everyMs: LOOK_MS, run: addUpTallies },
  { name: "repair-messages", everyMs: HOUR_MS, run: repairMessages },
  { name: "fail-unmatched", everyMs: HOUR_MS, run: failUnmatched },
  { name: "forget-drafts", everyMs: HOUR_MS, run: forgetDrafts },
  { name: "check-images", everyMs: LOOK_MS, run: checkOutdatedImages },
  { name: "tidy", everyMs: HOUR_MS, run: tidy },
  { name: "compare-store", everyMs: 7 * 24 * HOUR_MS, run: (signal) => compareStore(store(), signal) },
];

async function runTask({ name, everyMs, atStart, run }: Task, signal: AbortSignal, isStart: boolean): Promise<void> {
  if (signal.aborted || !(await takeTask(name, isStart && atStart ? 0 : everyMs))) return;
  try {
    await run(signal);
  } catch (error) {
    await returnTask(name);
    throw error;
  }
}

const dueTasks = (): Task[] =>
  env().BACKUP_DIR ? [...TASKS, { ...DAILY_BACKUP, run: () => askForBackup("automatic") }] : TASKS;

/** A failed task is due again at the next look. */
async function runDue(signal: AbortSignal, isStart = false): Promise<void> {
  for (const task of dueTasks())
    await runTask(task, signal, isStart).catch((error: unknown) => {
      if (!signal.aborted) log().warn({ err: error, task: task.name }, "upkeep failed");
    });
}

export function startUpkeep(): () => Promise<void> {
  const stopping = new AbortController();
  let running: Promise<void> = runDue(stopping.signal, true);
  const timer = setInterval(() => {
    running = running.then(() => runDue(stopping.signal));
  }, LOOK_MS);
  return async () => {
    clearInterval(timer);
    stopping.abort(new Error("The process is stopping."));
    // A task may be cut anywhere: what it had in mind is found again the next time.
    await Promise.race([running, sleep(LONGEST_STOP_MS, undefined, { ref: false })]);
  };
}
