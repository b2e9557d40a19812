import { setTimeout as sleep } from "node:timers/promises";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const STOPS = Number(process.env.DRILL_STOPS ?? 6);
const IMAGES = 3;
const MAX_ATTEMPTS = 2;
const EXTRA_CALLS = 3; // of a round, for calls that were never answered
const CALL_MS = 2_000;

/** SIGTERM while calls run, again and again: each call is recorded, and their number per image is bounded. */
export const sigterm = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const limits = { GENERATION_CONCURRENCY: "1", GENERATION_MAX_ATTEMPTS: String(MAX_ATTEMPTS) };
    const fleet = await startFleet({ workers: 1, images: IMAGES }, { ...settings, ...limits });
    try {
      const jobId = await startJobOfAll(fleet.app.url);
      for (let stops = 0; stops < STOPS; stops += 1) {
        const calls = stub.calls.length;
        while (stub.calls.length === calls || stub.openCalls === 0) await sleep(20);
        await fleet.endWorker(0, "SIGTERM");
      }
      await endedJob(fleet.app.url, jobId);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      return {
        figures: { stops: STOPS, ...calls, ...store, ...job },
        expected: {
          "every call is recorded": calls.unrecorded === 0,
          "calls per image are bounded": calls.mostCalls <= MAX_ATTEMPTS + EXTRA_CALLS,
          "counters, rows and store agree": store.objects === job.counters.completed && job.miscounted === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
