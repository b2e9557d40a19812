import { expect, test, vi } from "vitest";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { startJobOfShots } from "#lib/generation/bulk-generation.ts";
import { changeBudget, continueJob } from "#lib/generation/job-commands.ts";
import { jobRequestSchema } from "#lib/schemas/bulk-generate.ts";
import { continueRequestSchema } from "#lib/schemas/pilot.ts";
import { useBatchEngine } from "#tests/support/batch-engine.ts";
import { IMAGE_MICROS, rowOf } from "#tests/support/batch-stub.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { passingReply } from "#tests/support/passing-picture.ts";

const { stub } = await useBatchEngine();

const LONG = 90_000;
const SOON = { timeout: 40_000 };
const sentOnce = (titles: string[]) => new Map(titles.map((title) => [title, 1]));
const sizes = () => [...stub.batches.values()].map(({ rows }) => rows.length);

const makeProducts = (titles: string[]) =>
  Promise.all(titles.map((title) => makeProduct({ title, photos: ["PT01"], category: "Kitchen" })));

type Wish = { productIds: string[]; shots: object[] };
const overnight = async (wish: Wish, more: object = {}) =>
  (await startJobOfShots(jobRequestSchema.parse({ ...wish, tier: "batch", ...more }), null)).jobId;

async function makeWish(titles: string[]): Promise<Wish> {
  const imageTypeId = await makeImageType("{{product_title}}");
  return { productIds: await makeProducts(titles), shots: [{ variant: "PT01", imageTypeId }] };
}

test(
  "a budget counts what batches will cost: what it has no room for joins none, and follows once it is raised",
  async () => {
    const titles = ["A", "B", "C"];
    const jobId = await overnight(await makeWish(titles), { budgetUsd: 0.18 });
    await vi.waitFor(async () => {
      const job = await findJob(jobId);
      expect(job).toMatchObject({ waitingReason: "BUDGET", completedImages: 2, batches: { waiting: 0, coming: 0 } });
    }, SOON);
    expect(sizes()).toEqual([2]);
    expect(await findJob(jobId)).toMatchObject({ spentUsd: (2 * IMAGE_MICROS) / 1_000_000 });
    await changeBudget(jobId, { budgetUsd: 1 });
    expect(await finishedJob(jobId)).toMatchObject({ completedImages: 3 });
    expect([sizes(), stub.sent, stub.calls]).toEqual([[2, 1], sentOnce(titles), []]);
  },
  LONG,
);

test(
  "of two equal overnight jobs the second waits for the batch of the first, and uses its images",
  async () => {
    stub.row = async () => rowOf(await passingReply());
    const titles = ["A", "B"];
    const wish = await makeWish(titles);
    const jobs = [await overnight(wish), await overnight(wish)];
    for (const jobId of jobs) expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 2 });
    expect(stub.sent).toEqual(sentOnce(titles));
    expect(await db.generationTask.count({ where: { origin: "REUSED" } })).toBe(2);
    expect(await db.generationAttempt.count()).toBe(2);
  },
  LONG,
);

test(
  "the images of a pilot are a batch of their own",
  async () => {
    const titles = ["A", "B", "C", "D", "E"];
    const jobId = await overnight(await makeWish(titles), { pilot: 3 });
    await vi.waitFor(async () => expect((await findJob(jobId))?.pausedReason).toBe("PILOT"), SOON);
    expect(sizes()).toEqual([3]);
    await continueJob(jobId, continueRequestSchema.parse({}), null);
    expect(await finishedJob(jobId)).toMatchObject({ completedImages: 5 });
    expect([sizes(), stub.sent]).toEqual([[3, 2], sentOnce(titles)]);
  },
  LONG,
);

test(
  "each model has batches of its own, and must have a price of the tier",
  async () => {
    const { productIds, shots } = await makeWish(["A", "B"]);
    const models = ["gemini-2.5-flash-image", "gemini-3-pro-image"];
    const ofModels = models.map((model) => ({ ...shots[0], model, name: model }));
    const jobId = await overnight({ productIds, shots: ofModels });
    expect(await finishedJob(jobId)).toMatchObject({ completedImages: 4 });
    expect([...stub.batches.values()].map(({ model }) => model).sort()).toEqual(models);
    expect(sizes()).toEqual([2, 2]);
    const other = { ...shots[0], model: "gemini-3.1-flash-image" };
    const refused = overnight({ productIds, shots: [...ofModels, other] }, { tier: "flex" });
    await expect(refused).rejects.toMatchObject({
      fields: [{ path: "tier", message: "gemini-3.1-flash-image has no Flex price." }],
    });
  },
  LONG,
);
