import { finishedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply, errorReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { SkewedClock } from "#tests/support/skewed-clock.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 60);
const SKEW_SECONDS = [600, -600, 0];
const CALL_MS = 300;
/** Far more than the retries take, far less than the skew. */
const LIMIT_MS = 120_000;

/**
 * The clocks of two workers are ten minutes fast and slow, and each image's first call is answered 503: nothing waits for
 * a wrong clock, and the times in the database are those of the database.
 */
export const clockSkew = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    const met = new Set<string>();
    stub.reply = async ({ prompt }) => {
      if (met.has(prompt)) return { ...(await drawReply()), delayMs: CALL_MS };
      met.add(prompt);
      return errorReply(503);
    };
    const workerSettings = (index: number) => new SkewedClock(SKEW_SECONDS[index]).env;
    const fleet = await startFleet(
      { workers: SKEW_SECONDS.length, images: IMAGES, workerSettings },
      { ...settings, GENERATION_CONCURRENCY: "2" },
    );
    try {
      const jobId = await startJobOfAll(fleet.app.url);
      const finished = await finishedJob(fleet.app.url, jobId, LIMIT_MS);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      const { rows } = await database.client.query<{ wrong: number }>(
        `SELECT count(*)::int AS wrong FROM "GenerationAttempt" WHERE abs(extract(epoch FROM "createdAt" - "startedAt")) > 60`,
      );
      const wrongTimes = rows[0]?.wrong;
      return {
        figures: { wrongTimes, ...calls, ...store, ...job },
        expected: {
          "nothing waits for a wrong clock": finished !== null,
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "each is called twice": calls.calls === 2 * IMAGES,
          "every call is recorded": calls.unrecorded === 0,
          "attempts have the database's time": wrongTimes === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
