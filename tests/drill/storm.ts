// A storm: 10 % of calls are answered 429 with a time to wait, 10 % 503, 5 % hang, 2 % are refused, 2 % bring no image.
// Every image must end, nobody may call during a hold, and counters, rows and stored objects must agree.
// DRILL_IMAGES and DRILL_RETRY_SECONDS make it smaller; DRILL_GRACE_MS allows for a busy machine.
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply, errorReply, finishReply, GeminiStub, type Reply } from "#tests/support/gemini-stub.ts";
import { storedOnDisk, tallyJob } from "#tests/support/job-tally.ts";
import { startPostgres } from "#tests/support/postgres-server.ts";
import { seededRandom } from "#tests/support/random.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 200);
const RETRY_SECONDS = Number(process.env.DRILL_RETRY_SECONDS ?? 2);
const SEED = Number(process.env.DRILL_SEED ?? Date.now() % 100_000);
const FINAL = ["OVERLOADED", "TIMEOUT", "BLOCKED_SAFETY", "NO_IMAGE"];
/** How long the news of a hold may be under way. */
const GRACE_MS = Number(process.env.DRILL_GRACE_MS ?? 250);

const random = seededRandom(SEED);
const arrivals: number[] = [];
const refusals: number[] = [];
const answers: Record<string, number> = {};

function draw(): [name: string, reply: Reply | null] {
  const chance = random();
  const retry = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${RETRY_SECONDS}s` };
  if (chance < 0.1) return ["429", errorReply(429, "Slow down.", [retry])];
  if (chance < 0.2) return ["503", errorReply(503)];
  if (chance < 0.25) return ["hang", { delayMs: 30_000, body: {} }];
  if (chance < 0.27) return ["IMAGE_SAFETY", finishReply("IMAGE_SAFETY")];
  if (chance < 0.29) return ["NO_IMAGE", finishReply("NO_IMAGE")];
  return ["image", null];
}

const stub = new GeminiStub();
stub.reply = async () => {
  arrivals.push(performance.now());
  const [name, reply] = draw();
  answers[name] = (answers[name] ?? 0) + 1;
  const answer = reply ?? { ...(await drawReply()), delayMs: 300 };
  if (name === "429") refusals.push(performance.now());
  return answer;
};

const postgres = await startPostgres();
process.env.TEST_DATABASE_URL = postgres.url;
const database = await createScratchDatabase();
const settings = { DATABASE_URL: database.url, GEMINI_BASE_URL: await stub.listen(), GEMINI_TIMEOUT_MS: "5000" };
const fleet = await startFleet({ workers: 2, images: IMAGES }, { ...settings, GENERATION_CONCURRENCY: "4" });
try {
  const began = performance.now();
  const jobId = await startJobOfAll(fleet.app.url);
  await endedJob(fleet.app.url, jobId);
  const tally = await tallyJob(database.client, jobId);
  const objects = storedOnDisk(fleet.app.dataDir);
  const inHold = arrivals.filter((at) =>
    refusals.some((refused) => at > refused + GRACE_MS && at < refused + RETRY_SECONDS * 1_000),
  ).length;
  const { completed, failed, cancelled } = tally.counters;
  const agree =
    completed === (tally.rows.COMPLETED ?? 0) && failed === (tally.rows.FAILED ?? 0) && completed === objects;
  const ended = completed + failed === IMAGES && cancelled === 0;
  const final = Object.keys(tally.codes).every((code) => FINAL.includes(code));
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(
    JSON.stringify({ drill: "storm", seed: SEED, calls: arrivals.length, answers, inHold, objects, seconds, ...tally }),
  );
  if (!ended || !agree || !final || inHold > 0 || tally.mostAttempts > 5) process.exitCode = 1;
} finally {
  await fleet.stop();
  await stub.close();
  await database.drop();
  postgres.remove();
}
