import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { endedJob, fetchJson, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { tallyCalls, tallyJob } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 40);
const WORKERS = 2;
const CONCURRENCY = 2;
const TIMEOUT_MS = 1_000;
const LIMIT_MS = 120_000;
/** Three images, two calls each, and what else is in flight meanwhile. */
const MOST_CALLS = 3 * 2 + 2 * WORKERS * CONCURRENCY;

const jobSchema = z.object({ status: z.string(), pausedReason: z.string().nullish() });

/** The model takes longer than the timeout, and each call is probably billed: the job is paused after a few, and continues once told to. */
export const slowModel = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: 3 * TIMEOUT_MS });
    const limits = { GENERATION_CONCURRENCY: String(CONCURRENCY), GEMINI_TIMEOUT_MS: String(TIMEOUT_MS) };
    const fleet = await startFleet({ workers: WORKERS, images: IMAGES }, { ...settings, ...limits });
    try {
      const url = `${fleet.app.url}/api/jobs/${await startJobOfAll(fleet.app.url)}`;
      const jobId = url.split("/").at(-1) ?? "";
      let paused = await fetchJson(jobSchema, url);
      for (const limit = Date.now() + LIMIT_MS; Date.now() < limit && /QUEUED|PROCESSING/.test(paused.status); ) {
        await sleep(500);
        paused = await fetchJson(jobSchema, url);
      }
      while (stub.openCalls > 0) await sleep(100);
      const slowCalls = stub.calls.length;
      stub.reply = drawReply;
      if (paused.status === "PAUSED") await fetch(`${url}/resume`, { method: "POST" });
      await endedJob(fleet.app.url, jobId);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      return {
        figures: { paused, slowCalls, ...calls, ...job },
        expected: {
          "the job is paused": paused.status === "PAUSED" && paused.pausedReason === "TIMEOUTS",
          "few calls are made before": slowCalls <= MOST_CALLS,
          "it continues": job.counters.completed + job.counters.failed === IMAGES,
          "two slow calls fail an image": job.counters.failed <= slowCalls / 2,
          "every call is recorded": calls.unrecorded === 0,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
