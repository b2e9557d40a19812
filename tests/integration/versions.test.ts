import { expect, test, vi } from "vitest";
import { POST as fixOne } from "#app/api/images/[id]/fix/route.ts";
import { POST as regenerate } from "#app/api/images/[id]/regenerate/route.ts";
import { DELETE, GET, PATCH } from "#app/api/images/[id]/route.ts";
import { GET as versions } from "#app/api/images/[id]/versions/route.ts";
import { POST as fixMany } from "#app/api/images/fix/route.ts";
import { DELETE as deleteJob } from "#app/api/jobs/[id]/route.ts";
import { GET as summary } from "#app/api/review/summary/route.ts";
import { db } from "#lib/db/client.ts";
import { findImage } from "#lib/db/images/read.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import type { Check } from "#lib/schemas/check.ts";
import { bulkFixResponseSchema } from "#lib/schemas/fix.ts";
import { generatedImageSchema, generateImageResponseSchema, jobImagesSchema } from "#lib/schemas/image.ts";
import { reviewSummarySchema } from "#lib/schemas/review.ts";
import { store } from "#lib/storage/storage.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { finishReply } from "#tests/support/gemini-stub.ts";
import { makeFinishedJob, makeGeneratedImage, unmake } from "#tests/support/generated-images.ts";
import { removeAll } from "#tests/support/removals.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

const SOON = { timeout: 20_000, interval: 50 };
const { stub } = await useEngine({ maxAttempts: 1 });

type Handler = (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response>;
const post = (handler: Handler, id: string, body: unknown) => handler(jsonRequest("/", body), context({ id }));
const patch = async (id: string, body: unknown) => PATCH(jsonRequest("/", body, { method: "PATCH" }), context({ id }));

async function begun(response: Response): Promise<string> {
  return (await answer(response, 202, generateImageResponseSchema)).image.id;
}

const ended = (id: string) =>
  vi.waitFor(
    async () => {
      const image = await findImage(id);
      expect(image?.status).toMatch(/COMPLETED|FAILED/);
      if (!image) throw new Error("The image is gone.");
      return image;
    },
    { timeout: 20_000, interval: 100 },
  );

/** The versions of an image by id, and whether each counts. */
async function chain(id: string): Promise<Record<string, boolean>> {
  const { images } = await answer(
    await versions(request("/"), context({ id })),
    200,
    jobImagesSchema.pick({ images: true }),
  );
  return Object.fromEntries(images.map((image) => [image.id, image.current]));
}

async function madeImage(): Promise<{ id: string; jobId: string }> {
  const jobId = await startJob(["Mug"]);
  await finishedJob(jobId);
  return { id: (await imagesByTitle(jobId)).get("Mug")?.id ?? "", jobId };
}

test("regenerates an image from its source with the note, as a version that counts once it is made", async () => {
  const { id, jobId } = await madeImage();
  const before = await findImage(id);
  const again = await begun(await post(regenerate, id, { note: "Show the handle" }));
  expect(await ended(again)).toMatchObject({
    status: "COMPLETED",
    jobId: null,
    originJobId: jobId,
    parentImageId: id,
    origin: "model",
    note: "Show the handle",
    targetVariant: "PT01",
    variant: "PT01",
  });
  expect(await chain(id)).toEqual({ [id]: false, [again]: true });
  expect(stub.calls[1]?.source.equals(stub.calls[0]?.source ?? Buffer.alloc(0))).toBe(true);
  expect(stub.calls[1]?.prompt).toContain("Show the handle");
  expect(await findImage(id)).toEqual({
    ...before,
    current: false,
    checks: expect.anything(),
    verdict: expect.anything(),
  });
  expect(await findJob(jobId)).toMatchObject({ totalImages: 1, completedImages: 1 });
});

test("regenerates an image once for one Idempotency-Key, however often it is asked", async () => {
  const { id } = await madeImage();
  const calls = stub.calls.length;
  const ask = (note: string, key: string) =>
    regenerate(
      jsonRequest(`/api/images/${id}/regenerate`, { note, from: "source" }, { headers: { "idempotency-key": key } }),
      context({ id }),
    );
  const ids = await Promise.all([1, 2, 3].map(async () => begun(await ask("Lighter", "click-1"))));
  expect(new Set(ids).size).toBe(1);
  await ended(ids[0] ?? "");
  expect(await begun(await ask("Lighter", "click-1"))).toBe(ids[0]);
  await problem(await ask("Darker", "click-1"), 409);
  const again = await begun(await ask("Lighter", "click-2"));
  await ended(again);
  expect(again).not.toBe(ids[0]);
  expect(stub.calls.length - calls).toBe(2);
});

test("regenerates an image from the result itself", async () => {
  const { id } = await madeImage();
  const result = await store().get(`generated-images/${id}`);
  await ended(await begun(await post(regenerate, id, { note: "Lighter", from: "result" })));
  expect(Buffer.from(result ?? []).equals(stub.calls[1]?.source ?? Buffer.alloc(0))).toBe(true);
});

test("asks with each regenerate for what the first image was made of and for all notes, never for an earlier change", async () => {
  const { id } = await madeImage();
  const first = await findImage(id);
  const lighter = await begun(await post(regenerate, id, { note: "Lighter", from: "result" }));
  await ended(lighter);
  const whole = await begun(await post(regenerate, lighter, { note: "Show the handle", from: "source" }));
  await ended(whole);
  await ended(await begun(await post(regenerate, whole, { note: "Less table", from: "result" })));
  const [, , fromSource = "", fromResult = ""] = stub.calls.map(({ prompt }) => prompt);
  expect(fromSource.startsWith(`${first?.prompt}\n`)).toBe(true);
  expect(fromSource).toContain("- Lighter\n- Show the handle");
  expect(fromSource).not.toMatch(/change only/i);
  expect(fromResult.match(/change only/gi)).toHaveLength(1);
  expect(fromResult).toContain("- Lighter\n- Show the handle");
});

test("keeps the version that counts where a regenerate fails, and says why it failed", async () => {
  const { id } = await madeImage();
  stub.reply = () => finishReply("IMAGE_SAFETY");
  const again = await begun(await post(regenerate, id, { note: "Once more", from: "source" }));
  expect(await ended(again)).toMatchObject({ status: "FAILED", errorCode: "BLOCKED_SAFETY" });
  expect(await chain(id)).toEqual({ [id]: true, [again]: false });
});

test("refuses a regenerate without a note, of nothing, and of what is not made", async () => {
  const id = await makeGeneratedImage();
  await problem(await post(regenerate, id, { note: " ", from: "source" }), 400);
  await problem(await post(regenerate, id, { note: "x", from: "elsewhere" }), 400);
  await problem(await post(regenerate, "nobody", { note: "x", from: "source" }), 404);
  await unmake(id, { status: "FAILED" });
  await problem(await post(regenerate, id, { note: "x", from: "source" }), 409);
});

test("makes a fixed version; asked twice at once it makes one", async () => {
  const id = await makeGeneratedImage();
  const before = await store().get(`generated-images/${id}`);
  const [one, two] = await Promise.all([
    post(fixOne, id, {}),
    fixOne(request("/", { method: "POST" }), context({ id })),
  ]);
  const fixed = await begun(one);
  expect(await begun(two)).toBe(fixed);
  expect(await ended(fixed)).toMatchObject({
    origin: "fix",
    parentImageId: id,
    mimeType: "image/jpeg",
    width: 2000,
    height: 2000,
    jobId: null,
  });
  expect(await chain(id)).toEqual({ [id]: false, [fixed]: true });
  expect(await store().get(`generated-images/${id}`)).toEqual(before);
});

test("fixes all that match, at the size that is asked for", async () => {
  const ids = [await makeGeneratedImage(), await makeGeneratedImage(), await makeGeneratedImage({ variant: "PT01" })];
  const body = { selection: { variant: "MAIN" }, size: 1200 };
  expect(await answer(await fixMany(jsonRequest("/", body), {}), 202, bulkFixResponseSchema)).toEqual({
    count: 2,
    more: false,
    imageIds: expect.arrayContaining(ids.slice(0, 2)),
  });
  await vi.waitFor(async () => {
    const where = { origin: "FIX" as const, status: "COMPLETED" as const };
    const fixes = await db.image.findMany({ where, select: { parentImageId: true, width: true } });
    expect(new Set(fixes.map((fix) => fix.parentImageId))).toEqual(new Set(ids.slice(0, 2)));
    expect(fixes.every(({ width }) => width === 1200)).toBe(true);
  }, 20_000);
  await problem(await fixMany(jsonRequest("/", { imageIds: ["nobody"] }), {}), 422);
  await problem(await fixMany(jsonRequest("/", { imageIds: ids, size: 7 }), {}), 400);
});

test("refuses to fix more images than it takes at once, where they are named", async () => {
  const imageIds = Array.from({ length: 1_001 }, (_, index) => `image-${index}`);
  const refused = await problem(await fixMany(jsonRequest("/", { imageIds }), {}), 400);
  expect(refused.errors).toEqual([{ path: "imageIds", message: "Send at most 1,000 images." }]);
});

test("fixes what a selection holds once, whatever became of it, and counts what is left to fix", async () => {
  const checks: Check[] = [{ id: "longest-side", verdict: "fail", value: 600, unit: "px", limit: 1000 }];
  const fixedBefore = await makeGeneratedImage({ checks });
  const unfixed = await makeGeneratedImage({ checks });
  const fixable = async () =>
    (await answer(await summary(request("/"), {}), 200, reviewSummarySchema)).unreviewedFixable;
  await ended(await begun(await post(fixOne, fixedBefore, {})));
  await db.generatedImage.updateMany({ where: { task: { origin: "FIX" } }, data: { checks, verdict: "FAIL" } });
  expect(await fixable()).toBe(1);
  const body = { selection: { verdict: "fail", decision: "none" } };
  const fixAll = async () => answer(await fixMany(jsonRequest("/", body), {}), 202, bulkFixResponseSchema);
  expect(await fixAll()).toEqual({ count: 1, more: false, imageIds: [unfixed] });
  expect(await fixAll()).toEqual({ count: 0, more: false, imageIds: [] });
  expect(await fixable()).toBe(0);
});

test("puts a version back in the place of its own others, beside the rivals of other jobs", async () => {
  const productId = await makeProduct();
  const first = await makeGeneratedImage({ productId });
  const rival = await makeGeneratedImage({ productId });
  const fixed = await begun(await post(fixOne, first, {}));
  await ended(fixed);
  await answer(await patch(first, { current: true, scope: "versions" }), 200, generateImageResponseSchema);
  const current = async (id: string) => (await findImage(id))?.current;
  expect(await Promise.all([first, fixed, rival].map(current))).toEqual([true, false, true]);
  await problem(await patch(first, { current: true, scope: "friends" }), 400);
});

test("lets any version count again, and one image of several for a product's variant", async () => {
  const productId = await makeProduct();
  const first = await makeGeneratedImage({ productId });
  const rival = await makeGeneratedImage({ productId });
  const elsewhere = await makeGeneratedImage({ productId, variant: "PT01" });
  const fixed = await begun(await post(fixOne, first, {}));
  await ended(fixed);
  await answer(await patch(first, { current: true }), 200, generateImageResponseSchema);
  const current = async (id: string) => (await findImage(id))?.current;
  expect(await Promise.all([first, fixed, rival, elsewhere].map(current))).toEqual([true, false, false, true]);
  await answer(await patch(first, { current: false }), 200, generateImageResponseSchema);
  expect(await current(first)).toBe(false);
});

test("gives an image another variant and checks it again for that", async () => {
  const id = await makeGeneratedImage();
  const { image } = await answer(await patch(id, { targetVariant: "pt03" }), 200, generateImageResponseSchema);
  expect(image.targetVariant).toBe("PT03");
  await vi.waitFor(async () => {
    const { checks } = await answer(await GET(request("/"), context({ id })), 200, generatedImageSchema);
    expect(checks.length).toBeGreaterThan(1);
  }, SOON);
  await problem(await patch(id, { targetVariant: "HERE" }), 400);
  await problem(await patch(id, {}), 400);
  await problem(await patch(id, { current: true, among: "versions" }), 400);
  await problem(await patch("nobody", { current: true }), 404);
});

test("deletes an image with its picture, and its job is one smaller", async () => {
  const { id, jobId } = await madeImage();
  const fixed = await begun(await post(fixOne, id, {}));
  await ended(fixed);
  expect((await DELETE(request("/", { method: "DELETE" }), context({ id: fixed }))).status).toBe(204);
  expect(await chain(id)).toEqual({ [id]: true });
  expect((await DELETE(request("/", { method: "DELETE" }), context({ id }))).status).toBe(204);
  await removeAll();
  expect(await store().get(`generated-images/${id}`)).toBeNull();
  expect(await store().get(`thumbnails/generated-images/${id}`)).toBeNull();
  expect(await findJob(jobId)).toMatchObject({ totalImages: 0, completedImages: 0 });
  expect(await db.productStats.findFirstOrThrow()).toMatchObject({
    generatedCount: 0,
    lastGeneratedAt: null,
  });
  await problem(await DELETE(request("/", { method: "DELETE" }), context({ id })), 404);
});

test("lets another image count for a product's variant where the one that did is deleted, alone or with its job", async () => {
  const productId = await makeProduct();
  const jobId = await makeFinishedJob();
  const approved = await makeGeneratedImage({ productId, decision: "APPROVE" });
  const newer = await makeGeneratedImage({ productId });
  const chosen = await makeGeneratedImage({ productId });
  const ofJob = await makeGeneratedImage({ productId, jobId });
  const counting = async () => {
    const rows = await db.currentImage.findMany();
    return rows.map(({ imageId }) => imageId);
  };
  await answer(await patch(chosen, { current: true }), 200, generateImageResponseSchema);
  await DELETE(request("/", { method: "DELETE" }), context({ id: chosen }));
  expect(await counting()).toEqual([approved]);
  await answer(await patch(ofJob, { current: true }), 200, generateImageResponseSchema);
  await deleteJob(request("/", { method: "DELETE" }), context({ id: jobId }));
  expect(await counting()).toEqual([approved]);
  await DELETE(request("/", { method: "DELETE" }), context({ id: approved }));
  expect(await counting()).toEqual([newer]);
});

test("deletes a job with its images, their versions and all pictures, once it has ended", async () => {
  const { id, jobId } = await madeImage();
  const fixed = await begun(await post(fixOne, id, {}));
  await ended(fixed);
  await db.generationJob.update({ where: { id: jobId }, data: { status: "PROCESSING" } });
  await problem(await deleteJob(request("/", { method: "DELETE" }), context({ id: jobId })), 409);
  await db.generationJob.update({ where: { id: jobId }, data: { status: "COMPLETED" } });
  expect((await deleteJob(request("/", { method: "DELETE" }), context({ id: jobId }))).status).toBe(204);
  expect(await db.generationTask.count()).toBe(0);
  await removeAll();
  expect(await store().get(`generated-images/${fixed}`)).toBeNull();
  expect(await db.productStats.findFirstOrThrow()).toMatchObject({
    generatedCount: 0,
  });
});
