import { beforeEach, expect, test, vi } from "vitest";
import { db, transaction } from "#lib/db/client.ts";
import { accountOf } from "#lib/generation/account.ts";
import { fillJob, sendJob } from "#lib/generation/fill-job.ts";
import { imageRows } from "#lib/generation/image-rows.ts";
import { commandJob, continueJob } from "#lib/generation/job-commands.ts";
import { plainJob } from "#lib/generation/plan-job.ts";
import { loadPrompt } from "#lib/generation/prompts.ts";
import { startJob } from "#lib/generation/start-job.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { repairMessages } from "#lib/upkeep/repair-messages.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType } from "#tests/support/factories.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";
import { waitingImages, waitingMessages } from "#tests/support/waiting-messages.ts";

/** Three images make a large job here. */
vi.mock("#lib/schemas/limits.ts", async (original) => ({ ...(await original<object>()), MAX_IMAGES_AT_ONCE: 2 }));

/** A pause removes two messages itself; the sweep removes the others. */
vi.mock("#lib/db/jobs/sweep.ts", async (original) => ({ ...(await original<object>()), SWEEP_BATCH: 2 }));

useDatabase();

const never = new AbortController().signal;
const IMAGES = 7;

let jobId = "";
beforeEach(async () => {
  await makeManyProducts(IMAGES);
  const prompt = await loadPrompt({ imageTypeId: await makeImageType("Show {{product_title}}") });
  const selection = { exceptProductIds: [] };
  ({ jobId } = await transaction((tx) => startJob(tx, plainJob(selection, "PT01", prompt))));
  await fillJob(jobId, never);
});

const tasks = () => db.generationTask.findMany({ where: { jobId }, orderBy: { turn: "asc" } });

async function claim(turn: number) {
  const task = (await tasks())[turn];
  if (!task) throw new Error("The job has no such image.");
  const delivery = () => ({ id: task.messageId ?? "", retryCount: 0 });
  const caller = { queue: "generate-demo-image" as const, account: accountOf() };
  return imageRows(task.id, { delivery, keepWith: () => {} }, caller).claim();
}

/** Each image has one message, and it is the one that its row names. */
async function expectAllSent(): Promise<void> {
  const waiting = await tasks();
  expect(waiting.map(({ status }) => status)).toEqual(Array(IMAGES).fill("QUEUED"));
  const messages = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM pgboss.job WHERE name = 'generate-demo-image' AND state = 'created' ORDER BY id`;
  expect(messages.map(({ id }) => id)).toEqual(waiting.map(({ messageId }) => messageId).sort());
}

test("a pause holds back every image at once, and the sweep removes the messages that are left", async () => {
  expect(await commandJob(jobId, "pause")).toMatchObject({ status: "PAUSED" });
  expect([await waitingImages(), await waitingMessages("sweep-job")]).toEqual([IMAGES - 2, 1]);
  expect(await claim(IMAGES - 1)).toBeNull();
  await sweepJob(jobId, never);
  await sweepJob(jobId, never);
  expect(await waitingImages()).toBe(0);
  await repairMessages(never);
  expect(await waitingImages()).toBe(0);

  await commandJob(jobId, "resume");
  await sendJob(jobId, never);
  await expectAllSent();
});

test("a resume before the sweep is done leaves each image one message, also where it is sent twice", async () => {
  await commandJob(jobId, "pause");
  await commandJob(jobId, "resume");
  await sweepJob(jobId, never);
  expect(await waitingImages()).toBe(IMAGES - 2);
  await sendJob(jobId, never);
  await sendJob(jobId, never);
  await expectAllSent();
});

test("an image that was claimed by the message of before the pause is made once", async () => {
  await commandJob(jobId, "pause");
  await commandJob(jobId, "resume");
  expect(await claim(IMAGES - 1)).not.toBeNull();
  await sendJob(jobId, never);
  const claimed = await db.generationTask.findFirstOrThrow({ where: { jobId, status: "GENERATING" } });
  expect(claimed.claims).toBe(1);
  expect(await waitingImages()).toBe(IMAGES);
});

test("a job that continues with another model leaves no message of the model before", async () => {
  await commandJob(jobId, "pause");
  await db.generationJob.update({ where: { id: jobId }, data: { model: "gemini-gone" } });
  await continueJob(jobId, { model: DEMO_MODEL, regeneratePilot: false }, null);
  await sendJob(jobId, never);
  await expectAllSent();
});
