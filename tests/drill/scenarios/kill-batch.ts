import { setTimeout as sleep } from "node:timers/promises";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { BatchStub, IMAGE_MICROS, imageRow } from "#tests/support/batch-stub.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { errorReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, type Queryable, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 100);
const KILLS = Number(process.env.DRILL_KILLS ?? 10);
const WORKERS = 2;
const LONGEST_PAUSE_MS = 3_000;

async function tallyLedger(client: Queryable): Promise<{ settled: number; maybe: number; open: number }> {
  const { rows } = await client.query<{ settled: number; maybe: number; open: number }>(
    `SELECT coalesce(sum("costMicros"), 0)::float8 AS settled, coalesce(sum("reservedMicros"), 0)::float8 AS maybe,
       count(*) FILTER (WHERE code IS NULL)::int AS open FROM "GenerationAttempt"`,
  );
  return rows[0] ?? { settled: 0, maybe: 0, open: 0 };
}

/** Each answer takes a while, so that kills meet every step; some fail as Google's do. */
function beDifficult(stub: BatchStub): void {
  stub.looks = 2;
  stub.onUpload = (nth) => (nth % 4 === 2 ? errorReply(503, "Later.") : null);
  stub.onCreate = (nth) => {
    if (nth % 5 === 1) return { ...errorReply(504, "Deadline."), after: true, delayMs: 1_000 };
    return nth % 5 === 2 ? errorReply(429, "Too many.") : null;
  };
  stub.onDownload = (nth) => (nth % 3 === 1 ? { hangUp: true, delayMs: 500 } : null);
  const seen = new Set<string>();
  stub.row = ({ prompt }) => {
    const isFirst = !seen.has(prompt);
    seen.add(prompt);
    return isFirst && Number(prompt.slice(-2)) % 20 === 7 ? { error: { code: 14 } } : imageRow();
  };
}

/**
 * kill -9 of a random worker at random moments while batches are uploaded, created and fetched: every image is made once, no image
 * that Google made is asked for again, and the ledger has all of the bill.
 */
export const killBatch = (): Promise<Verdict> =>
  withTestbed(async ({ database, settings }) => {
    const stub = new BatchStub();
    beDifficult(stub);
    const own = { GEMINI_BASE_URL: await stub.listen(), GEMINI_BATCH_POLL_SECONDS: "1", GENERATION_CONCURRENCY: "4" };
    const fleet = await startFleet({ workers: WORKERS, images: IMAGES }, { ...settings, ...own });
    try {
      const jobId = await startJobOfAll(fleet.app.url, "{{asin}}", undefined, "PT01", { tier: "batch" });
      for (let count = 0; count < KILLS; count += 1) {
        await sleep(500 + Math.random() * LONGEST_PAUSE_MS);
        await fleet.endWorker(Math.floor(Math.random() * WORKERS), "SIGKILL");
      }
      await endedJob(fleet.app.url, jobId);
      const job = await tallyJob(database.client, jobId);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      const { settled, maybe, open } = await tallyLedger(database.client);
      const made = stub.billedMicros / IMAGE_MICROS;
      return {
        figures: { kills: KILLS, batches: stub.batches.size, made, settled, maybe, open, ...store, ...job },
        expected: {
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "Google makes each image once": made === IMAGES,
          "the ledger has the bill": settled === stub.billedMicros && open === 0,
        },
      };
    } finally {
      await fleet.stop();
      await stub.close();
    }
  });
