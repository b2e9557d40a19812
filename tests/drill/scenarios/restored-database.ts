import { setTimeout as sleep } from "node:timers/promises";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import { copyDatabase } from "#tests/support/postgres-server.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 40);
const WORKERS = 2;
const CALL_MS = 300;

/** The database is restored from a dump of the middle of a job that has finished since: its pictures are not paid again. */
export const restoredDatabase = (): Promise<Verdict> =>
  withTestbed(async ({ stub, postgres, database, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const restored = await createScratchDatabase(postgres.url);
    const before = await startFleet({ workers: WORKERS, images: IMAGES }, settings);
    const { dataDir } = before.app;
    let jobId = "";
    try {
      jobId = await startJobOfAll(before.app.url);
      while (stub.calls.length < IMAGES / 2) await sleep(50);
      copyDatabase(database.url, restored.url);
      await endedJob(before.app.url, jobId);
    } finally {
      await before.stop();
    }
    const paid = stub.calls.length;
    const { rows } = await restored.client.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM "GenerationTask" WHERE status <> 'COMPLETED'`,
    );
    const again = { ...settings, DATABASE_URL: restored.url, DATA_DIR: dataDir };
    const after = await startFleet({ workers: WORKERS, images: 0 }, again);
    try {
      await endedJob(after.app.url, jobId);
      const job = await tallyJob(restored.client, jobId);
      const { calls } = await tallyCalls(restored.client, stub);
      const store = await tallyStore(restored.client, keysOnDisk(dataDir));
      return {
        figures: { openInDump: rows[0]?.open, paid, paidAgain: calls - paid, ...store, ...job },
        expected: {
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "nothing is paid again": calls === paid && paid === IMAGES,
        },
      };
    } finally {
      await after.stop();
      await restored.client.end();
    }
  });
