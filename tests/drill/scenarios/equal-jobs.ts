import { setTimeout as sleep } from "node:timers/promises";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import { passingReply } from "#tests/support/passing-picture.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 100);
const KILLS = Number(process.env.DRILL_KILLS ?? 10);
const WORKERS = 3;
const CONCURRENCY = 2;
const CALL_MS = 1_000;
const JOBS = 3;

/**
 * Three equal jobs at once, and kill -9 of random workers: every image is called once for all of them, but for the calls that a
 * dead worker had begun. Then the same job once more: no call.
 */
export const equalJobs = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async () => ({ ...(await passingReply()), delayMs: CALL_MS });
    const own = { ...settings, GENERATION_CONCURRENCY: String(CONCURRENCY) };
    const fleet = await startFleet({ workers: WORKERS, images: IMAGES }, own);
    try {
      const jobIds = await Promise.all(Array.from({ length: JOBS }, () => startJobOfAll(fleet.app.url)));
      for (let count = 0; count < KILLS; count += 1) {
        await sleep(1_000 + Math.random() * ((IMAGES * CALL_MS) / WORKERS / CONCURRENCY / (KILLS + 1)));
        await fleet.endWorker(Math.floor(Math.random() * WORKERS), "SIGKILL");
      }
      for (const jobId of jobIds) await endedJob(fleet.app.url, jobId);
      const calls = stub.calls.length;
      const again = await startJobOfAll(fleet.app.url);
      await endedJob(fleet.app.url, again);
      const jobs = await Promise.all([...jobIds, again].map((jobId) => tallyJob(database.client, jobId)));
      const recorded = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      return {
        figures: { kills: KILLS, jobs: JOBS + 1, images: IMAGES, ...recorded, ...store },
        expected: {
          "every job has all its images": jobs.every(({ counters }) => counters.completed === IMAGES),
          "no product is miscounted": jobs.every(({ miscounted }) => miscounted === 0),
          "every image is called once, and again for each call of a dead worker at most":
            calls >= IMAGES && calls <= IMAGES + KILLS * CONCURRENCY,
          "the same job once more makes no call": stub.calls.length === calls,
          "each picture is stored once": store.objects === IMAGES && store.withoutObject === 0,
          "every call is recorded": recorded.unrecorded === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
