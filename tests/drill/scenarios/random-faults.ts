import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, planFaults } from "#tests/drill/scenarios/fault-plan.ts";
import { JobStream } from "#tests/drill/scenarios/job-stream.ts";
import { type Fleet, startFleet } from "#tests/support/fleet.ts";
import { callInFlight, drawReply } from "#tests/support/gemini-stub.ts";
import { tallyCalls, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { SkewedClock } from "#tests/support/skewed-clock.ts";
import { type TestbedWithBucket, withBucket } from "#tests/support/testbed.ts";

const FAULTS = Number(process.env.DRILL_FAULTS ?? 200);
const FROM = Number(process.env.DRILL_FROM ?? 0);
const SEED = Number(process.env.DRILL_SEED ?? Date.now() % 100_000);
const IMAGES = Number(process.env.DRILL_IMAGES ?? 60);
const WORKERS = 3;
const CONCURRENCY = 4;
const CALL_MS = 2_000;

/** Commits one fault, and ends it. */
async function strike(
  fault: Fault,
  { databaseProxy, storeProxy }: TestbedWithBucket,
  fleet: Fleet,
  clocks: SkewedClock[],
) {
  const { kind, worker, cutMs, skewSeconds } = fault;
  if (kind === "kill -9") await fleet.endWorker(worker, "SIGKILL");
  if (kind === "SIGTERM") await fleet.endWorker(worker, "SIGTERM");
  if (kind === "commit lost") databaseProxy.loseCommits(1);
  if (kind === "clock skew") clocks[worker]?.set(skewSeconds);
  if (kind !== "database cut" && kind !== "store cut") return;
  const proxy = kind === "database cut" ? databaseProxy : storeProxy;
  proxy.cut();
  await sleep(cutMs);
  await proxy.restore();
}

/**
 * Faults at random moments while jobs run, of three workers on PostgreSQL and S3: every image ends once, none is counted or
 * stored twice, every call is recorded, and each recorded call that never came is explained by a process that ended.
 */
export const randomFaults = (): Promise<Verdict> =>
  withBucket(async (bed) => {
    const { stub, database, bucket, settings } = bed;
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const clocks = Array.from({ length: WORKERS }, () => new SkewedClock());
    const folders = clocks.map(() => mkdtempSync(join(tmpdir(), "packshot-worker-")));
    const workerSettings = (index: number) => ({ DATA_DIR: folders[index] ?? "", ...clocks[index]?.env });
    const fleet = await startFleet(
      { workers: WORKERS, images: IMAGES, workerSettings },
      { ...settings, GENERATION_CONCURRENCY: String(CONCURRENCY) },
    );
    try {
      const jobs = new JobStream(fleet.app.url);
      for (const fault of planFaults(SEED, FAULTS, WORKERS).slice(FROM)) {
        await sleep(fault.pauseMs);
        await callInFlight(stub);
        console.error(JSON.stringify(fault));
        await strike(fault, bed, fleet, clocks);
      }
      bed.databaseProxy.loseCommits(0);
      const finished = await jobs.finish();
      const tally = await jobs.tally(database.client, IMAGES);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, await bucket.keys());
      return {
        figures: { seed: SEED, faults: FAULTS - FROM, restarts: fleet.replaced, ...calls, ...store, ...tally.figures },
        expected: {
          "all jobs finish": finished,
          ...tally.expected,
          "every call is recorded": calls.unrecorded === 0,
          "every recorded call that never came is explained": calls.unexplained === 0,
          "each image is stored once": store.objects === tally.figures.completed && store.withoutObject === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
