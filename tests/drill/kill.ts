// kill -9 of a random worker at random moments, each replaced by a new one, during a job on PostgreSQL: every image is made
// once, at most one call per kill is paid again, and the dead worker's image goes to another within 30 s.
// DRILL_IMAGES and DRILL_KILLS make it smaller.
import { setTimeout as sleep } from "node:timers/promises";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply, GeminiStub } from "#tests/support/gemini-stub.ts";
import { storedOnDisk, tallyJob } from "#tests/support/job-tally.ts";
import { startPostgres } from "#tests/support/postgres-server.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { endProcess } from "#tests/support/worker-process.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 100);
const KILLS = Number(process.env.DRILL_KILLS ?? 10);
const CALL_MS = 3_000;
const HANDOVER_LIMIT_S = 30;

const stub = new GeminiStub();
stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
const postgres = await startPostgres();
process.env.TEST_DATABASE_URL = postgres.url;
const database = await createScratchDatabase();
const settings = { DATABASE_URL: database.url, GEMINI_BASE_URL: await stub.listen(), GENERATION_CONCURRENCY: "1" };
const fleet = await startFleet({ workers: 3, images: IMAGES }, settings);

async function crashedCalls(): Promise<number> {
  const { rows } = await database.client.query(
    `SELECT count(*)::int AS n FROM "GenerationAttempt" WHERE code = 'CRASHED'`,
  );
  return rows[0].n;
}

/** Notes when each dead worker's image was claimed again. */
async function watchHandovers(over: AbortSignal, seen: number[]): Promise<void> {
  while (!over.aborted) {
    for (let count = await crashedCalls(); seen.length < count; ) seen.push(performance.now());
    await sleep(200);
  }
}

try {
  const jobId = await startJobOfAll(fleet.app.url);
  const over = new AbortController();
  const handovers: number[] = [];
  const watching = watchHandovers(over.signal, handovers);
  const kills: number[] = [];
  await sleep(CALL_MS);
  for (let count = 0; count < KILLS; count += 1) {
    await sleep(500 + Math.random() * ((IMAGES * CALL_MS) / 3 / KILLS) * 0.8);
    const [victim] = fleet.workers.splice(Math.floor(Math.random() * fleet.workers.length), 1);
    if (victim) await endProcess(victim, "SIGKILL");
    kills.push(performance.now());
    fleet.add();
  }
  await endedJob(fleet.app.url, jobId);
  over.abort();
  await watching;
  const tally = await tallyJob(database.client, jobId);
  const objects = storedOnDisk(fleet.app.dataDir);
  const calls = stub.calls.length;
  const waits = handovers.map((at, index) => (at - (kills[index] ?? at)) / 1_000);
  const longestHandoverS = Math.round(Math.max(0, ...waits) * 10) / 10;
  console.log(JSON.stringify({ drill: "kill", kills: kills.length, calls, objects, longestHandoverS, ...tally }));
  const made = tally.status === "COMPLETED" && tally.counters.completed === IMAGES && tally.rows.COMPLETED === IMAGES;
  const once = objects === IMAGES && tally.products === IMAGES && calls <= IMAGES + KILLS;
  if (!made || !once || longestHandoverS > HANDOVER_LIMIT_S) process.exitCode = 1;
} finally {
  await fleet.stop();
  await stub.close();
  await database.drop();
  postgres.remove();
}
