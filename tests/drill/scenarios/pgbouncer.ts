import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import { startPgbouncer } from "#tests/support/pgbouncer.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 60);
const WORKERS = 2;
const CALL_MS = 300;

/** Behind a pgbouncer in transaction mode the app starts, works, and starts again. */
export const pgbouncer = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const bouncer = await startPgbouncer(database.url);
    const behind = { ...settings, DATABASE_URL: bouncer.url, DIRECT_DATABASE_URL: database.url };
    try {
      const first = await startFleet({ workers: WORKERS, images: IMAGES }, behind);
      const { dataDir } = first.app;
      const jobId = await startJobOfAll(first.app.url).finally(first.stop);
      const second = await startFleet({ workers: WORKERS, images: 0 }, { ...behind, DATA_DIR: dataDir });
      await endedJob(second.app.url, jobId).finally(second.stop);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(dataDir));
      const { rows } = await database.client.query<{ left: number }>(
        `SELECT count(*)::int AS left FROM pg_locks WHERE locktype = 'advisory'`,
      );
      const locksLeft = rows[0]?.left;
      return {
        figures: { locksLeft, ...calls, ...store, ...job },
        expected: {
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "calls are those of the images and of the first fleet's end": calls.calls <= IMAGES + WORKERS,
          "every call is recorded": calls.unrecorded === 0,
          "no lock is left behind": locksLeft === 0,
        },
      };
    } finally {
      await bouncer.stop();
    }
  });
