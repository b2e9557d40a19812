import { setTimeout as sleep } from "node:timers/promises";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { s3Server, withBucket } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 120);
const AWAY_MS = Number(process.env.DRILL_SECONDS ?? 30) * 1_000;
const WORKERS = 3;
const CALL_MS = 1_000;
const GRACE_MS = 1_000; // a call that was about to start may still do so

/**
 * PostgreSQL, then the S3 server, is stopped hard in the middle of a job and started again: images wait, nothing fails,
 * nobody calls Gemini meanwhile, and no image is paid for twice.
 */
export const serversAway = (): Promise<Verdict> =>
  withBucket(async ({ stub, postgres, database, bucket, settings }) => {
    const arrivals: number[] = [];
    stub.reply = async () => {
      arrivals.push(performance.now());
      return { ...(await drawReply()), delayMs: CALL_MS };
    };
    const calls = async (count: number) => {
      while (arrivals.length < count) await sleep(100);
    };
    /** Takes a server away for a while. Returns the calls that came meanwhile. */
    const takeAway = async (stop: () => void, start: () => void) => {
      stop();
      const began = performance.now();
      await sleep(AWAY_MS);
      const ended = performance.now();
      start();
      return arrivals.filter((at) => at > began + GRACE_MS && at < ended).length;
    };
    const fleet = await startFleet({ workers: WORKERS, images: IMAGES }, settings);
    try {
      const jobId = await startJobOfAll(fleet.app.url);
      await calls(IMAGES / 4);
      const withoutDatabase = await takeAway(postgres.stop, postgres.start);
      await calls(IMAGES / 2);
      const withoutStore = await takeAway(
        () => s3Server("pause"),
        () => s3Server("resume"),
      );
      await endedJob(fleet.app.url, jobId);
      const job = await tallyJob(database.client, jobId);
      const made = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, await bucket.keys());
      const during = { database: withoutDatabase, store: withoutStore };
      return {
        figures: { awaySeconds: AWAY_MS / 1_000, during, ...made, ...store, ...job },
        expected: {
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "nobody calls meanwhile": withoutDatabase + withoutStore === 0,
          "nothing is paid twice": made.calls === IMAGES,
          "every call is recorded": made.unrecorded === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
