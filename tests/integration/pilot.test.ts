import { expect, test, vi } from "vitest";
import { POST as startShots } from "#app/api/images/bulk-generate/route.ts";
import { POST as startPlain } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { POST as proceed } from "#app/api/jobs/[id]/continue/route.ts";
import { GET as look, POST as tryOthers } from "#app/api/jobs/[id]/pilot/route.ts";
import { LOCAL_USER } from "#lib/auth/permissions.ts";
import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { db } from "#lib/db/client.ts";
import { findImage, findVersions, listJobImages } from "#lib/db/images/read.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { deleteImage } from "#lib/review/delete-image.ts";
import { regenerateImage } from "#lib/review/versions.ts";
import { jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { jobSchema } from "#lib/schemas/job.ts";
import { pilotStateSchema } from "#lib/schemas/pilot.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply } from "#tests/support/gemini-stub.ts";
import { answer, jsonRequest, problem, request } from "#tests/support/request.ts";

const { stub, restartWorker, stopWorker } = await useEngine({ maxAttempts: 1, timeoutMs: 60_000 });

const SOON = { timeout: 30_000 };
const context = (id: string) => ({ params: Promise.resolve({ id }) });
const calls = () => stub.calls.map(({ prompt }) => prompt);

/** Mug 0 to Mug `count - 1`, in that order in a job. */
async function makeMugs(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++)
    ids.push(await makeProduct({ title: `Mug ${index}`, photos: ["PT01"], category: "Kitchen" }));
  return ids;
}

async function send(productIds: string[], body: object = { pilot: 3 }) {
  const imageTypeId = await makeImageType("{{product_title}}");
  return startPlain(jsonRequest("/", { productIds, variant: "PT01", imageTypeId, ...body }), {});
}
const start = async (productIds: string[], body?: object) =>
  (await answer(await send(productIds, body), 201, jobResponseSchema.omit({ skipped: true }))).jobId;

function afterPilot(jobId: string) {
  return vi.waitFor(async () => {
    const job = await findJob(jobId);
    expect(job).toMatchObject({ status: "PAUSED", pausedReason: "PILOT" });
    return job;
  }, SOON);
}

const post = (handler: typeof proceed, id: string, body: object, key?: string) =>
  handler(jsonRequest("/", body, { headers: key ? { "idempotency-key": key } : {} }), context(id));
const proceedWith = async (id: string, body: object = {}) => answer(await post(proceed, id, body), 200, jobSchema);
const tryMore = async (id: string, body: object = {}, key?: string) =>
  answer(await post(tryOthers, id, body, key), 200, jobSchema);
const pilotOf = async (id: string) => answer(await look(request("/"), context(id)), 200, pilotStateSchema);

/** The images of a job in their order, as they are listed. */
const imagesOf = async (jobId: string) => (await listJobImages(jobId, { limit: 200 })).images;

const COUNTS = { totalImages: 0, completedImages: 0, failedImages: 0, cancelledImages: 0 };
const counts = (given: Partial<typeof COUNTS>) => ({ ...COUNTS, ...given });

test("makes three spread products, waits with an estimate of the rest, and continues as it was", async () => {
  const jobId = await start(await makeMugs(7));
  expect(await afterPilot(jobId)).toMatchObject({ ...counts({ totalImages: 7, completedImages: 3 }), pilotImages: 3 });
  expect(calls()).toEqual(["Mug 0", "Mug 3", "Mug 6"]);
  expect(await pilotOf(jobId)).toMatchObject({
    shots: [{ shot: 0, prompt: "{{product_title}}", images: 3 }],
    made: { images: 3 },
    left: { images: 4, estimate: { basis: "table" } },
    productsLeft: 4,
  });
  await restartWorker();
  await commandJob(jobId, "resume");
  const job = await finishedJob(jobId);
  expect(job).toMatchObject({
    ...counts({ totalImages: 7, completedImages: 7 }),
    status: "COMPLETED",
    pilotImages: null,
  });
  expect(calls().slice(3)).toEqual(["Mug 1", "Mug 2", "Mug 4", "Mug 5"]);
  await problem(await look(request("/"), context(jobId)), 404);
  await problem(await post(tryOthers, jobId, {}), 409);
  await problem(await post(proceed, jobId, { prompt: "New" }), 409);
});

test("images of a pilot keep the prompt that they were made with when the others get another one", async () => {
  const jobId = await start(await makeMugs(5));
  await afterPilot(jobId);
  await restartWorker();
  const job = await proceedWith(jobId, { prompt: "{{product_title}} in the {{category}}" });
  expect(job).toMatchObject({ prompt: "{{product_title}} in the {{category}}", pausedReason: null, pilotImages: null });
  await finishedJob(jobId);
  expect(calls().slice(3)).toEqual(["Mug 1 in the Kitchen", "Mug 3 in the Kitchen"]);
  const prompts = (await imagesOf(jobId)).map(({ prompt }) => prompt);
  expect(prompts.toSorted()).toEqual(["Mug 0", "Mug 1 in the Kitchen", "Mug 2", "Mug 3 in the Kitchen", "Mug 4"]);
  expect((await findJob(jobId))?.shots).toMatchObject([{ total: 5, earlierPrompts: ["{{product_title}}"] }]);
});

test("made again with another prompt, they are new versions in the place of the first ones", async () => {
  const jobId = await start(await makeMugs(4));
  await afterPilot(jobId);
  const before = await imagesOf(jobId);
  await proceedWith(jobId, { prompt: "{{product_title}}, closer", regeneratePilot: true });
  const job = await finishedJob(jobId);
  expect(job).toMatchObject(counts({ totalImages: 4, completedImages: 4 }));
  expect(job.shots).toMatchObject([{ total: 4, completed: 4, earlierPrompts: [] }]);
  expect(calls().slice(3).toSorted()).toEqual([0, 1, 2, 3].map((index) => `Mug ${index}, closer`));
  const after = await imagesOf(jobId);
  expect(after.filter(({ id }) => before.some((image) => image.id === id))).toEqual([]);
  for (const first of before) {
    const versions = await findVersions(first.id);
    expect(versions.map(({ prompt, current }) => [prompt, current])).toEqual([
      [first.prompt, false],
      [`${first.prompt}, closer`, true],
    ]);
    expect(versions[1]).toMatchObject({ parentImageId: first.id, jobId });
  }

  const next = await regenerateImage(after[0]?.id ?? "", { note: "Brighter", from: "source" }, null);
  expect((await findImage(next?.id ?? ""))?.prompt).toContain("Mug 0, closer\n");
});

test("three others are made before the rest, with another prompt if one is sent; a key counts once", async () => {
  const jobId = await start(await makeMugs(8));
  await afterPilot(jobId);
  expect(await tryMore(jobId, { prompt: "Try {{product_title}}" }, "click")).toMatchObject({
    status: "PROCESSING",
    pilotImages: 6,
  });
  await tryMore(jobId, { prompt: "Try {{product_title}}" }, "click");
  expect(await afterPilot(jobId)).toMatchObject({ completedImages: 6 });
  expect(calls().slice(3)).toEqual(["Try Mug 1", "Try Mug 4", "Try Mug 6"]);
  await tryMore(jobId);
  expect(await finishedJob(jobId)).toMatchObject({
    ...counts({ totalImages: 8, completedImages: 8 }),
    pilotImages: null,
  });
  expect(stub.calls).toHaveLength(8);
});

test("which products they are may be chosen, among those that the job makes", async () => {
  const ids = await makeMugs(5);
  const jobId = await start(ids, { pilot: [ids[4], ids[1]] });
  await afterPilot(jobId);
  expect(calls()).toEqual(["Mug 1", "Mug 4"]);
  const refused = await problem(await post(tryOthers, jobId, { productIds: [ids[1]] }), 422);
  expect(refused.errors).toMatchObject([{ path: "productIds" }]);
  await tryMore(jobId, { productIds: [ids[2]] });
  await afterPilot(jobId);
  expect(calls()).toHaveLength(3);
  const other = await makeProduct({ title: "Bowl", photos: [] });
  expect((await problem(await send(ids, { pilot: [other] }), 422)).errors).toMatchObject([{ path: "pilot" }]);
  await problem(await send(ids, { pilot: 4 }), 400);
  expect(await db.generationJob.count()).toBe(1);
});

test("a job of no more products has no pilot", async () => {
  const jobId = await start(await makeMugs(3));
  expect(await finishedJob(jobId)).toMatchObject({
    ...counts({ totalImages: 3, completedImages: 3 }),
    pilotImages: null,
  });
});

test("products of which every shot can be made come first, with all shots and candidates", async () => {
  const imageTypeId = await makeImageType("{{product_title}}");
  const productIds: string[] = [];
  for (const [title, photos] of Object.entries({
    A: ["MAIN"],
    B: ["MAIN", "PT01"],
    C: ["MAIN"],
    D: ["MAIN", "PT01"],
    E: ["PT01"],
  }))
    productIds.push(await makeProduct({ title, photos }));
  const shots = [
    { name: "Front", variant: "MAIN", imageTypeId },
    { name: "Side", variant: "PT01", imageTypeId, candidates: 2, customPrompt: "{{product_title}} aside" },
  ];
  const { jobId } = await answer(
    await startShots(jsonRequest("/", { productIds, shots, pilot: 3 }), {}),
    201,
    jobResponseSchema,
  );
  expect(await afterPilot(jobId)).toMatchObject({ totalImages: 10, completedImages: 8, pilotImages: 8 });
  expect(calls()).toEqual(["B", "B aside", "B aside", "D", "D aside", "D aside", "E aside", "E aside"]);
  await problem(await post(proceed, jobId, { prompt: "Both" }), 422);
  await problem(await post(proceed, jobId, { prompts: [{ shot: 2, prompt: "None" }] }), 422);
  await proceedWith(jobId, { prompts: [{ shot: 1, prompt: "{{product_title}} afar" }], regeneratePilot: true });
  expect(await finishedJob(jobId)).toMatchObject({ ...counts({ totalImages: 10, completedImages: 10 }) });
  expect(calls().slice(8)).toEqual([...["B", "B", "D", "D", "E", "E"].map((title) => `${title} afar`), "A", "C"]);
});

test("refuses a prompt that can't be filled, and to make the same again", async () => {
  const jobId = await start(await makeMugs(4));
  await problem(await post(proceed, jobId, { prompt: "New" }), 409);
  await afterPilot(jobId);
  const { errors } = await problem(await post(proceed, jobId, { prompt: "{{colour}} mug" }), 422);
  expect(errors).toEqual([{ path: "prompt", message: "Unknown variable {{colour}}." }]);
  await problem(await post(proceed, jobId, { regeneratePilot: true }), 422);
  await problem(await post(proceed, jobId, { promt: "New" }), 400);
  expect(await findJob(jobId)).toMatchObject({ status: "PAUSED", prompt: "{{product_title}}", pilotImages: 3 });
  await commandJob(jobId, "cancel");
});

test("a failed image ends the pilot too, and is made with the new prompt when the job is retried", async () => {
  stub.reply = ({ prompt }) => (prompt === "Mug 1" ? finishReply("IMAGE_SAFETY") : drawReply());
  const jobId = await start(await makeMugs(4));
  expect(await afterPilot(jobId)).toMatchObject({ completedImages: 2, failedImages: 1 });
  await proceedWith(jobId, { prompt: "{{product_title}} from {{category}}" });
  await finishedJob(jobId);
  await commandJob(jobId, "retry-failed");
  expect(await finishedJob(jobId)).toMatchObject({ ...counts({ totalImages: 4, completedImages: 4 }) });
  expect(calls().slice(-1)).toEqual(["Mug 1 from Kitchen"]);
});

test("cancelled after or during the pilot, the rest is cancelled with it", async () => {
  const jobId = await start(await makeMugs(5));
  await afterPilot(jobId);
  expect(await commandJob(jobId, "cancel")).toMatchObject({
    ...counts({ totalImages: 5, completedImages: 3, cancelledImages: 2 }),
    pilotImages: null,
  });
  await vi.waitFor(async () => expect(await db.draftBlock.count()).toBe(0), SOON);
  expect((await imagesOf(jobId)).map(({ status }) => status).toSorted()).toEqual([
    "CANCELLED",
    "CANCELLED",
    ...Array(3).fill("COMPLETED"),
  ]);
  await expect(commandJob(jobId, "resume")).rejects.toMatchObject({ code: "conflict" });
});

test("a person may pause the pilot, and resumes nothing but that", async () => {
  const { promise: paused, resolve } = Promise.withResolvers<void>();
  stub.reply = async (_call, index) => {
    if (index === 1) await paused;
    return drawReply();
  };
  const jobId = await start(await makeMugs(5));
  await vi.waitFor(() => expect(stub.calls).toHaveLength(2), SOON);
  await commandJob(jobId, "pause");
  resolve();
  await vi.waitFor(async () => expect((await findJob(jobId))?.completedImages).toBe(2), SOON);
  expect(await findJob(jobId)).toMatchObject({ status: "PAUSED", pausedReason: "PERSON" });
  await commandJob(jobId, "resume");
  expect(await afterPilot(jobId)).toMatchObject({ completedImages: 3 });
  expect(stub.calls).toHaveLength(3);
});

test("an error that stops the job in its pilot is retried with that, not with the rest", async () => {
  stub.reply = () => errorReply(403);
  const jobId = await start(await makeMugs(6));
  expect(await finishedJob(jobId)).toMatchObject({
    status: "FAILED",
    failedImages: 1,
    cancelledImages: 5,
    pilotImages: 3,
  });
  stub.reply = drawReply;
  await commandJob(jobId, "retry-failed");
  expect(await afterPilot(jobId)).toMatchObject(counts({ totalImages: 6, completedImages: 3 }));
  expect(stub.calls).toHaveLength(4);
  await proceedWith(jobId);
  expect(await finishedJob(jobId)).toMatchObject(counts({ totalImages: 6, completedImages: 6 }));
});

test("a pilot is as much smaller as images of it are deleted, until they are restored", async () => {
  const { promise: deleted, resolve } = Promise.withResolvers<void>();
  stub.reply = async (_call, index) => {
    if (index === 2) await deleted;
    return drawReply();
  };
  const jobId = await start(await makeMugs(6));
  await vi.waitFor(async () => expect((await findJob(jobId))?.completedImages).toBe(2), SOON);
  const [first] = await imagesOf(jobId);
  await deleteImage(first?.id ?? "", LOCAL_USER);
  resolve();
  expect(await afterPilot(jobId)).toMatchObject({ totalImages: 5, completedImages: 2, pilotImages: 2 });
  await restoreDeleted(first?.id ?? "");
  expect(await findJob(jobId)).toMatchObject({ totalImages: 6, completedImages: 3, pilotImages: 3 });
  await proceedWith(jobId);
  expect(await finishedJob(jobId)).toMatchObject(counts({ totalImages: 6, completedImages: 6 }));
});

test("what waited for a person joins where other jobs are, not ahead of them", async () => {
  const jobId = await start(await makeMugs(6));
  await afterPilot(jobId);
  await stopWorker();
  const other = await start(await makeMugs(6), {});
  await db.generationTask.updateMany({ where: { jobId: other, turn: { lt: 4 } }, data: { status: "COMPLETED" } });
  await commandJob(jobId, "resume");
  const { _min } = await db.draftBlock.aggregate({ where: { jobId }, _min: { firstTurn: true } });
  expect(_min.firstTurn).toBe(4);
});
