import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { type Job, jobSchema } from "#lib/schemas/job.ts";
import { endedJob, fetchJson } from "#tests/support/app-client.ts";
import { type Fleet, startFleet } from "#tests/support/fleet.ts";
import { drawReply, type GeminiStub } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = 12;
const PILOT = 3;
const WORKERS = 2;
const CALL_MS = 1_500;
const LONGEST_MS = 120_000;

const post = (app: string, body: object) => ({
  method: "POST",
  headers: { "content-type": "application/json", origin: app },
  body: JSON.stringify(body),
});

async function startPilot(app: string): Promise<string> {
  const types = z.object({ imageTypes: z.array(z.object({ id: z.string() })) });
  const { imageTypes } = await fetchJson(types, `${app}/api/image-types`);
  const prompt = { imageTypeId: imageTypes[0]?.id, customPrompt: "{{asin}}" };
  const request = post(app, { selection: {}, variant: "PT01", ...prompt, pilot: PILOT });
  return (await fetchJson(bulkGenerateResponseSchema, `${app}/api/images/bulk-generate-by-variant`, request)).jobId;
}

async function afterPilot(app: string, jobId: string): Promise<Job> {
  for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; await sleep(500)) {
    const job = await fetchJson(jobSchema, `${app}/api/jobs/${jobId}`);
    if (job.pausedReason === "PILOT") return job;
  }
  throw new Error("The pilot is not over after 2 minutes.");
}

/** Its pilot with a worker that dies in it, then new workers, then the rest. Returns the calls of both parts. */
async function play({ app, endWorker }: Fleet, stub: GeminiStub, change: object) {
  const before = stub.calls.length;
  const jobId = await startPilot(app.url);
  while (stub.calls.length === before || stub.openCalls === 0) await sleep(20);
  await endWorker(0, "SIGKILL");
  const { completedImages } = await afterPilot(app.url, jobId);
  const inPilot = stub.calls.length - before;
  for (let index = 0; index < WORKERS; index += 1) await endWorker(index, "SIGKILL");
  await sleep(2 * CALL_MS);
  const whileItWaits = stub.calls.length - before - inPilot;
  await fetchJson(jobSchema, `${app.url}/api/jobs/${jobId}/continue`, post(app.url, change));
  const { status } = await endedJob(app.url, jobId);
  return { jobId, completedImages, inPilot, whileItWaits, after: stub.calls.length - before - inPilot, status };
}

/** The calls are as promised: those of the pilot and one of a dead worker, none while it waits, then the rest. */
export const pilot = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const fleet = await startFleet({ workers: WORKERS, images: IMAGES }, { ...settings, GENERATION_CONCURRENCY: "1" });
    try {
      const same = await play(fleet, stub, {});
      const job = await tallyJob(database.client, same.jobId);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      const { unrecorded } = await tallyCalls(database.client, stub);
      const changed = await play(fleet, stub, { prompt: "{{asin}} again", regeneratePilot: true });
      const after = await tallyJob(database.client, changed.jobId);
      const parts = [same, changed];
      return {
        figures: { same, changed, ...store, ...job },
        expected: {
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "every call is recorded": unrecorded === 0,
          "the pilot is made, with one call more at most": parts.every(
            ({ completedImages, inPilot }) => completedImages === PILOT && inPilot <= PILOT + 1,
          ),
          "nothing is called while it waits": parts.every(({ whileItWaits }) => whileItWaits === 0),
          "the rest is called once": same.after === IMAGES - PILOT,
          "with another prompt the pilot is called again": changed.after === IMAGES,
          "its counters agree": after.counters.completed === IMAGES && after.rows.COMPLETED === IMAGES,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
