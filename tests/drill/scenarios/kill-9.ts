import { setTimeout as sleep } from "node:timers/promises";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, type Queryable, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 100);
const KILLS = Number(process.env.DRILL_KILLS ?? 10);
const WORKERS = 3;
const CALL_MS = 3_000;
const HANDOVER_LIMIT_S = 30;

async function crashedCalls(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM "GenerationAttempt" WHERE code = 'CRASHED'`,
  );
  return rows[0]?.n ?? 0;
}

/** Notes when each dead worker's image was claimed again. */
async function watchHandovers(client: Queryable, over: AbortSignal, seen: number[]): Promise<void> {
  while (!over.aborted) {
    for (let count = await crashedCalls(client); seen.length < count; ) seen.push(performance.now());
    await sleep(200);
  }
}

/**
 * kill -9 of a random worker at random moments, each replaced by a new one: every image is made once, at most one call per
 * kill is paid again, and the dead worker's image goes to another within 30 s.
 */
export const kill9 = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const fleet = await startFleet({ workers: WORKERS, images: IMAGES }, { ...settings, GENERATION_CONCURRENCY: "1" });
    try {
      const jobId = await startJobOfAll(fleet.app.url);
      const over = new AbortController();
      const handovers: number[] = [];
      const watching = watchHandovers(database.client, over.signal, handovers);
      const kills: number[] = [];
      await sleep(CALL_MS);
      for (let count = 0; count < KILLS; count += 1) {
        await sleep(500 + Math.random() * ((IMAGES * CALL_MS) / WORKERS / KILLS) * 0.8);
        await fleet.endWorker(Math.floor(Math.random() * WORKERS), "SIGKILL");
        kills.push(performance.now());
      }
      await endedJob(fleet.app.url, jobId);
      over.abort();
      await watching;
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      const waits = handovers.map((at, index) => (at - (kills[index] ?? at)) / 1_000);
      const longestHandoverS = Math.round(Math.max(0, ...waits) * 10) / 10;
      return {
        figures: { kills: KILLS, longestHandoverS, ...calls, ...store, ...job },
        expected: {
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "one call more per kill at most": calls.calls <= IMAGES + KILLS,
          "every call is recorded": calls.unrecorded === 0,
          "a dead worker's image is claimed within 30 s": longestHandoverS <= HANDOVER_LIMIT_S,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
