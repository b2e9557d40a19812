// What an app and three workers cost while there is nothing to do: CPU of each in percent of a core, and transactions per second
// of all, over five minutes, in which each piece of upkeep has its turn. On a scratch database of the PostgreSQL in
// TEST_DATABASE_URL. Prints a JSON line, and exits with 1 where one process takes over 1 % or they make more than 5 per second.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { spawnApp } from "#tests/support/app-process.ts";
import { cpuTimeOf } from "#tests/support/cpu-time.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const WORKERS = 3;
const SETTLE_MS = 60_000;
const SECONDS = 300;
const LIMITS = { percent: 1, perSecond: 5 };

const database = await createScratchDatabase();
const settings = { DATABASE_URL: database.url, GEMINI_API_KEY: "bench", LOG_LEVEL: "warn" };
const app = await spawnApp(settings);
const workers = Array.from({ length: WORKERS }, () => spawnWorker({ ...settings, DATA_DIR: app.dataDir }));
const processes = [app.child, ...workers];

async function read() {
  const { rows } = await database.client.query(
    "SELECT (xact_commit + xact_rollback)::int AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  const transactions = z.object({ count: z.int() }).parse(rows[0]).count;
  return { transactions, cpuMs: processes.map(({ pid }) => cpuTimeOf(pid ?? 0)) };
}

try {
  await sleep(SETTLE_MS);
  const before = await read();
  await sleep(SECONDS * 1_000);
  const after = await read();
  const perSecond = (after.transactions - before.transactions) / SECONDS;
  const percent = after.cpuMs.map((ms, index) => (ms - (before.cpuMs[index] ?? 0)) / SECONDS / 10);
  console.log(JSON.stringify({ app: percent[0], workers: percent.slice(1), perSecond, limits: LIMITS }));
  if (percent.some((each) => each > LIMITS.percent) || perSecond > LIMITS.perSecond) process.exitCode = 1;
} finally {
  await Promise.all(processes.map((child) => endProcess(child, "SIGTERM")));
  await database.drop();
}
