import { setTimeout as sleep } from "node:timers/promises";
import { finishedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 300);
const DOWN_MS = Number(process.env.DRILL_SECONDS ?? 40) * 1_000;
const WORKERS = 2;
const CONCURRENCY = 4;
const CALL_MS = 500;
const LIMIT_MS = 10 * 60_000;

/** Google can't be reached for a while: no image fails for that, and none is paid again but those in flight when it began. */
export const lineDown = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const fleet = await startFleet(
      { workers: WORKERS, images: IMAGES },
      { ...settings, GENERATION_CONCURRENCY: String(CONCURRENCY) },
    );
    try {
      const jobId = await startJobOfAll(fleet.app.url);
      while (stub.calls.length < IMAGES / 4) await sleep(50);
      const inFlight = stub.openCalls;
      await stub.close();
      await sleep(DOWN_MS);
      await stub.listen(Number(new URL(settings.GEMINI_BASE_URL ?? "").port));
      const finished = await finishedJob(fleet.app.url, jobId, LIMIT_MS);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      return {
        figures: { downSeconds: DOWN_MS / 1_000, inFlight, ...calls, ...store, ...job },
        expected: {
          "the job finishes": finished !== null,
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "only calls in flight are made again": calls.calls <= IMAGES + inFlight,
          "every call is recorded": calls.unrecorded === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
