import { expect, test } from "vitest";
import { POST as generate } from "#app/api/images/bulk-generate/route.ts";
import { POST as generatePlain } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { POST as continueJob } from "#app/api/jobs/[id]/continue/route.ts";
import { POST as check } from "#app/api/models/[id]/check/route.ts";
import { GET as getModels } from "#app/api/models/route.ts";
import { GET as getSettings, PATCH as patchSettings } from "#app/api/settings/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob, findShotsOfJob } from "#lib/db/jobs/read.ts";
import { createLook } from "#lib/db/looks.ts";
import { env } from "#lib/env.ts";
import { bulkGenerateResponseSchema, jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { jobSchema } from "#lib/schemas/job.ts";
import { type ModelCheck, modelCheckSchema, modelsSchema } from "#lib/schemas/model.ts";
import { settingsSchema } from "#lib/schemas/settings.ts";
import { listOfferedModels } from "#lib/upkeep/list-offered-models.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply } from "#tests/support/gemini-stub.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

const { stub } = await useEngine({ timeoutMs: 20_000 });

const PRO = "gemini-3-pro-image";
const BANANA = "gemini-nano-banana-2.1";
const LITE = "gemini-3.1-flash-lite-image";
const GONE = `This model models/${PRO} is no longer available. Please update your code to use models/${BANANA} for it.`;

const send = (body: object) => generate(jsonRequest("/", body), {});
const set = (body: object) => patchSettings(jsonRequest("/", body, { method: "PATCH" }), {});
const models = async () => answer(await getModels(request("/"), {}), 200, modelsSchema);
const modelOf = async (id: string) => (await models()).models.find((model) => model.id === id);
const modelsCalled = () => stub.calls.splice(0).map(({ path }) => /models\/([^:]+)/.exec(path)?.[1]);
const page = (names: unknown[], nextPageToken?: string) => ({ models: names, nextPageToken });
const listed = (id: string) => ({
  name: `models/${id}`,
  displayName: `The ${id}`,
  supportedGenerationMethods: ["generateContent"],
});

async function readList(...pages: unknown[]): Promise<void> {
  stub.modelPages = pages;
  await listOfferedModels(new AbortController().signal);
}

/** A finished job of one product. */
async function made(body: { shots: object[]; model?: string }): Promise<string> {
  const productIds = [await makeProduct({ photos: ["MAIN"] })];
  const { jobId } = await answer(await send({ productIds, ...body }), 201, jobResponseSchema);
  await finishedJob(jobId);
  return jobId;
}

test("all pages of Google's list are read, whatever is odd in it; a model that is not in it is not offered", async () => {
  await readList(
    page([listed(BANANA), null, { name: 3 }, { name: "models/../evil" }], "1"),
    page([{ name: `models/${PRO}` }, { ...listed(LITE), supportedGenerationMethods: ["embedContent"] }], "2"),
    page([], "2"),
  );
  expect(stub.listCalls.splice(0)).toEqual(
    ["", "1", "2"].map((token) => expect.stringContaining(`pageSize=1000${token && `&pageToken=${token}`}`)),
  );
  expect(await modelOf(BANANA)).toMatchObject({ name: `The ${BANANA}`, offered: true, retiresAt: null });
  expect(await modelOf(PRO)).toMatchObject({ name: PRO, offered: true });
  expect(await modelOf(LITE)).toMatchObject({ offered: false });
  // A list that can't be read changes nothing.
  await readList({ models: [] });
  await readList();
  expect(await modelOf(LITE)).toMatchObject({ offered: false });
  await readList(page([listed(LITE)]));
  expect([await modelOf(LITE), await modelOf(BANANA)]).toMatchObject([{ offered: true }, { offered: false }]);
});

test("models tell their sizes, prices by size and tier, and when they end", async () => {
  const { current, models: all } = await models();
  expect(current).toBe(PRO);
  expect(all.map(({ id }) => id)).not.toContain("demo");
  expect(await modelOf(PRO)).toMatchObject({
    sizes: ["1K", "2K", "4K"],
    pictures: 14,
    priceUsd: { "2K": { standard: 0.1344, flex: 0.0672, batch: 0.0672 }, "4K": { standard: 0.24 } },
    offered: null,
    retiresAt: null,
  });
  expect(await modelOf("gemini-2.5-flash-image")).toMatchObject({ retiresAt: "2026-10-02", pictures: 3 });
});

test("a shot uses its own model, else that of the job, else that of its look, else the setting", async () => {
  const imageTypeId = await makeImageType();
  const { id: lookId } = await createLook({ name: "Warm", prompt: "", imageSize: null, model: LITE });
  const plain = { variant: "MAIN", imageTypeId };
  const shots = [
    { ...plain, model: BANANA, lookId },
    { ...plain, targetVariant: "PT01", lookId },
    { ...plain, targetVariant: "PT02" },
  ];
  expect(await answer(await set({ model: "gemini-2.5-flash-image" }), 200, settingsSchema)).toMatchObject({
    model: "gemini-2.5-flash-image",
  });
  const jobId = await made({ shots });
  expect(modelsCalled()).toEqual([BANANA, LITE, "gemini-2.5-flash-image"]);
  const tasks = await db.generationTask.findMany({
    where: { jobId },
    orderBy: { shot: "asc" },
    select: { model: true },
  });
  expect(tasks.map(({ model }) => model)).toEqual([BANANA, LITE, "gemini-2.5-flash-image"]);
  expect((await findJob(jobId))?.shots.map(({ model }) => model)).toEqual([BANANA, LITE, "gemini-2.5-flash-image"]);
  expect((await findShotsOfJob(jobId)).map(({ model }) => model)).toEqual([BANANA, LITE, "gemini-2.5-flash-image"]);
  await made({ shots, model: PRO });
  expect(modelsCalled()).toEqual([BANANA, PRO, PRO]);
  const productIds = [await makeProduct({ photos: ["MAIN"] })];
  const own = await generatePlain(jsonRequest("/", { productIds, ...plain, model: BANANA }), {});
  await finishedJob((await answer(own, 201, bulkGenerateResponseSchema)).jobId);
  expect(modelsCalled()).toEqual([BANANA]);
  await set({ model: null });
  expect(await answer(await getSettings(request("/"), {}), 200, settingsSchema)).toMatchObject({ model: null });
  await made({ shots: [plain] });
  expect(modelsCalled()).toEqual([PRO]);
});

test("refuses models without a known price, those that are not offered, and formats that one does not make", async () => {
  await readList(page([listed(PRO), listed(LITE)]));
  const imageTypeId = await makeImageType();
  const productIds = [await makeProduct({ photos: ["MAIN"] })];
  const plain = { variant: "MAIN", imageTypeId };
  const errorsOf = async (body: object) => (await problem(await send({ productIds, ...body }), 422)).errors;
  const says = (path: string, words: RegExp) => [{ path, message: expect.stringMatching(words) }];
  const unknown = { ...plain, model: "gemini-nobody-knows" };
  expect(await errorsOf({ shots: [unknown] })).toEqual(
    says("shots.0.model", /^No price is known for .* Use gemini-3-pro-image, gemini-3.1-flash-lite-image\.$/),
  );
  expect(await errorsOf({ shots: [plain], model: BANANA })).toEqual(
    says("model", /^Google doesn't offer gemini-nano-banana-2.1/),
  );
  expect(await errorsOf({ shots: [{ ...plain, model: "demo" }] })).toEqual(says("shots.0.model", /^No price is known/));
  expect(await errorsOf({ shots: [{ ...plain, imageSize: "4K" }], model: LITE })).toEqual(
    says("shots.0.imageSize", /^gemini-3.1-flash-lite-image doesn't offer 4K/),
  );
  const { errors } = await problem(await set({ model: BANANA }), 422);
  expect(errors).toEqual(says("model", /doesn't offer/));
  // Each shot names its own: that of the job does not matter.
  expect((await send({ productIds, shots: [{ ...plain, model: PRO }], model: BANANA })).status).toBe(201);
  // That of the configuration may be newer than the table and the list.
  env().GEMINI_IMAGE_MODEL = "gemini-nobody-knows";
  expect((await send({ productIds, shots: [{ ...plain, targetVariant: "PT02" }] })).status).toBe(201);
});

test("a model that is gone stops the job, with the one that Google names, and only its shots continue with another", async () => {
  const imageTypeId = await makeImageType();
  const plain = { variant: "MAIN", imageTypeId };
  stub.reply = ({ path }) => (path.includes(PRO) ? errorReply(404, GONE) : drawReply());
  const jobId = await made({
    model: LITE,
    shots: [
      { ...plain, model: PRO },
      { ...plain, targetVariant: "PT01" },
    ],
  });
  expect(await findJob(jobId)).toMatchObject({
    status: "FAILED",
    stopCode: "MODEL_GONE",
    goneModel: PRO,
    replacement: BANANA,
  });
  expect(await modelOf(PRO)).toMatchObject({ offered: false, replacement: BANANA });
  // From then on no job starts with it, also where the list still has it.
  await readList(page([listed(PRO), listed(BANANA)]));
  const productIds = [await makeProduct({ photos: ["MAIN"] })];
  const { errors } = await problem(await send({ productIds, shots: [plain] }), 422);
  expect(errors).toEqual([{ path: "model", message: `Google no longer offers ${PRO}. Use ${BANANA}.` }]);
  await problem(await continueJob(jsonRequest("/", { model: PRO }), context({ id: jobId })), 422);

  await answer(await continueJob(jsonRequest("/", { model: BANANA }), context({ id: jobId })), 200, jobSchema);
  const job = await finishedJob(jobId);
  expect(job).toMatchObject({
    status: "COMPLETED",
    completedImages: 2,
    goneModel: null,
    replacement: null,
    model: LITE,
  });
  expect(job.shots.map(({ model }) => model)).toEqual([BANANA, LITE]);
  expect(new Set(modelsCalled())).toEqual(new Set([PRO, BANANA, LITE]));
});

test("a check is one call with a row in the ledger, and tells whether a model is gone or works again", async () => {
  const send = (id: string, key?: string) =>
    check(request("/", { method: "POST", ...(key ? { headers: { "idempotency-key": key } } : {}) }), context({ id }));
  const checked = async (id: string, key?: string): Promise<ModelCheck> =>
    answer(await send(id, key), 200, modelCheckSchema);
  const works = { model: PRO, works: true, code: null, message: null, replacement: null };
  const [first, again] = await Promise.all([checked(PRO, "a"), checked(PRO, "a")]);
  expect(first).toEqual({ ...works, costUsd: expect.any(Number) });
  expect(again).toEqual(first);
  expect(stub.calls).toHaveLength(1);
  const rows = await db.generationAttempt.findMany();
  expect(rows).toMatchObject([{ model: PRO, jobId: null, code: "CHECKED", imageSize: "1K", reservedMicros: null }]);
  expect(Number(rows[0]?.costMicros) / 1_000_000).toBe(first.costUsd);
  expect(await db.costTally.findMany({ where: { jobId: null } })).toMatchObject([
    { model: PRO, images: 0, settledMicros: rows[0]?.costMicros },
  ]);

  stub.reply = () => errorReply(404, GONE);
  const gone = { works: false, code: "MODEL_GONE", costUsd: 0, replacement: BANANA };
  expect(await checked(PRO)).toMatchObject({ ...gone, message: expect.stringContaining(GONE) });
  expect(await modelOf(PRO)).toMatchObject({ offered: false, replacement: BANANA });
  stub.reply = drawReply;
  expect(await checked(PRO)).toMatchObject(works);
  expect(await modelOf(PRO)).toMatchObject({ offered: null, replacement: null });
  stub.reply = () => ({ hangUp: true });
  expect(await checked(LITE)).toMatchObject({ works: false, code: "NETWORK", costUsd: null });
  await problem(await send("gemini-nobody-knows"), 404);
  await problem(await send("no model"), 404);
});

test("demo mode has its own model only", async () => {
  Object.assign(env(), { GEMINI_API_KEY: undefined });
  stub.listCalls.length = 0;
  await listOfferedModels(new AbortController().signal);
  expect(stub.listCalls).toEqual([]);
  const { models: all, current } = await models();
  expect([all.map(({ id, offered }) => [id, offered]), current]).toEqual([[["demo", true]], "demo"]);
  await problem(await set({ model: PRO }), 422);
  const demo = await check(request("/", { method: "POST" }), context({ id: "demo" }));
  expect(await answer(demo, 200, modelCheckSchema)).toMatchObject({ works: true });
});
