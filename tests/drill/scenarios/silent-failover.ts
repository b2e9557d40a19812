import { setTimeout as sleep } from "node:timers/promises";
import { finishedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 60);
const FAILOVERS = Number(process.env.DRILL_FAILOVERS ?? 3);
const WORKERS = 2;
const CALL_MS = 1_000;
const LIMIT_MS = Number(process.env.DRILL_LIMIT_SECONDS ?? 300) * 1_000;

/**
 * The database moves: whoever is connected hears nothing more, without any end, while new connections work. Nothing is
 * stuck until a restart, and each failover costs at most the calls in flight.
 */
export const silentFailover = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, databaseProxy, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const fleet = await startFleet({ workers: WORKERS, images: IMAGES }, settings);
    try {
      const jobId = await startJobOfAll(fleet.app.url);
      for (let done = 1; done <= FAILOVERS; done += 1) {
        while (stub.calls.length < (IMAGES * done) / (FAILOVERS + 1)) await sleep(100);
        databaseProxy.goSilent();
      }
      const finished = await finishedJob(fleet.app.url, jobId, LIMIT_MS);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      return {
        figures: { failovers: FAILOVERS, restarts: fleet.replaced, ...calls, ...store, ...job },
        expected: {
          "the job finishes": finished !== null,
          "no process needs a restart": fleet.replaced === 0,
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "only calls in flight are made again": calls.calls <= IMAGES + FAILOVERS * WORKERS,
          "every call is recorded": calls.unrecorded === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
