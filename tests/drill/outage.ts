// PostgreSQL, then the S3 server, is stopped hard in the middle of a job and started again: images wait and go on, nothing
// fails, nobody calls Gemini meanwhile, and no image is paid for twice but what was in flight. Takes the S3 server of
// TEST_S3_FOLDER (tests/support/s3-server.sh start). DRILL_IMAGES and DRILL_SECONDS make it smaller.
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply, GeminiStub } from "#tests/support/gemini-stub.ts";
import { tallyJob } from "#tests/support/job-tally.ts";
import { startPostgres } from "#tests/support/postgres-server.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { TestBucket } from "#tests/support/test-bucket.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 120);
const AWAY_MS = Number(process.env.DRILL_SECONDS ?? 30) * 1_000;
const WORKERS = 3;
const CALL_MS = 1_000;
const GRACE_MS = 1_000; // a call that was about to start may still do so

const arrivals: number[] = [];
const stub = new GeminiStub();
stub.reply = async () => {
  arrivals.push(performance.now());
  return { ...(await drawReply()), delayMs: CALL_MS };
};

async function calls(count: number): Promise<void> {
  while (arrivals.length < count) await sleep(100);
}

type Outage = { began: number; ended: number; openCalls: number };

/** Takes a server away for a while, by what stops and starts it. */
async function takeAway(stop: () => void, start: () => void): Promise<Outage> {
  const openCalls = stub.openCalls;
  stop();
  const began = performance.now();
  await sleep(AWAY_MS);
  const ended = performance.now();
  start();
  return { began, ended, openCalls };
}

const callsDuring = ({ began, ended }: Outage) => arrivals.filter((at) => at > began + GRACE_MS && at < ended).length;
const s3 = (command: string) => execFileSync("bash", ["tests/support/s3-server.sh", command], { stdio: "ignore" });

const postgres = await startPostgres();
process.env.TEST_DATABASE_URL = postgres.url;
const database = await createScratchDatabase();
const bucket = new TestBucket();
await bucket.create();
const settings = { DATABASE_URL: database.url, GEMINI_BASE_URL: await stub.listen(), ...bucket.settings };
const fleet = await startFleet({ workers: WORKERS, images: IMAGES }, settings);
try {
  const jobId = await startJobOfAll(fleet.app.url);
  await calls(IMAGES / 4);
  const withoutDatabase = await takeAway(postgres.stop, postgres.start);
  await calls(IMAGES / 2);
  const withoutStore = await takeAway(
    () => s3("pause"),
    () => s3("resume"),
  );
  await endedJob(fleet.app.url, jobId);
  const tally = await tallyJob(database.client, jobId);
  const objects = (await bucket.keys()).filter((key) => key.startsWith("generated-images/")).length;
  const during = { database: callsDuring(withoutDatabase), store: callsDuring(withoutStore) };
  const figures = { drill: "outage", awaySeconds: AWAY_MS / 1_000, calls: arrivals.length, during, objects };
  console.log(JSON.stringify({ ...figures, ...tally }));
  const made = tally.status === "COMPLETED" && tally.counters.completed === IMAGES && objects === IMAGES;
  const inFlight = withoutDatabase.openCalls + withoutStore.openCalls;
  if (!made || during.database + during.store > 0 || arrivals.length > IMAGES + inFlight) process.exitCode = 1;
} finally {
  await fleet.stop();
  await stub.close();
  await bucket.remove();
  await database.drop();
  postgres.remove();
}
