import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply, errorReply, finishReply, type Reply } from "#tests/support/gemini-stub.ts";
import { keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import { seededRandom } from "#tests/support/random.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 200);
const RETRY_SECONDS = Number(process.env.DRILL_RETRY_SECONDS ?? 2);
const SEED = Number(process.env.DRILL_SEED ?? Date.now() % 100_000);
const FINAL = ["OVERLOADED", "TIMEOUT", "BLOCKED_SAFETY", "NO_IMAGE"];
/** How long the news of a hold may be under way. */
const GRACE_MS = Number(process.env.DRILL_GRACE_MS ?? 250);

const random = seededRandom(SEED);

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

/**
 * 10 % of calls are answered 429 with a time to wait, 10 % 503, 5 % hang, 2 % are refused, 2 % bring no image: every image
 * must end, nobody may call during a hold, and counters, rows and stored objects must agree.
 */
export const answers = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    const arrivals: number[] = [];
    const refusals: number[] = [];
    const given: Record<string, number> = {};
    stub.reply = async () => {
      arrivals.push(performance.now());
      const [name, reply] = draw();
      given[name] = (given[name] ?? 0) + 1;
      const answer = reply ?? { ...(await drawReply()), delayMs: 300 };
      if (name === "429") refusals.push(performance.now());
      return answer;
    };
    const limits = { GEMINI_TIMEOUT_MS: "5000", GENERATION_CONCURRENCY: "4" };
    const fleet = await startFleet({ workers: 2, images: IMAGES }, { ...settings, ...limits });
    try {
      const jobId = await startJobOfAll(fleet.app.url);
      await endedJob(fleet.app.url, jobId);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      const inHold = arrivals.filter((at) =>
        refusals.some((refused) => at > refused + GRACE_MS && at < refused + RETRY_SECONDS * 1_000),
      ).length;
      const { completed, failed, cancelled } = job.counters;
      const { COMPLETED = 0, FAILED = 0 } = job.rows;
      return {
        figures: { seed: SEED, answers: given, inHold, ...calls, ...store, ...job },
        expected: {
          "every image ends": completed + failed === IMAGES && cancelled === 0,
          "counters, rows and store agree": completed === COMPLETED && failed === FAILED && completed === store.objects,
          "images fail for these reasons only": Object.keys(job.codes).every((code) => FINAL.includes(code)),
          "nobody calls in a hold": inHold === 0,
          "attempts are bounded": job.mostAttempts <= 5,
          "every call is recorded": calls.unrecorded === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
