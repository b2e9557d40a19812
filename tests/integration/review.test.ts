import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { POST as reviewOne } from "#app/api/images/[id]/review/route.ts";
import { GET as history } from "#app/api/images/[id]/reviews/route.ts";
import { POST as fixMany } from "#app/api/images/fix/route.ts";
import { POST as reviewMany } from "#app/api/images/review/route.ts";
import { GET as list } from "#app/api/review/route.ts";
import { GET as summary } from "#app/api/review/summary/route.ts";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { unfixed } from "#lib/db/images/review-list.ts";
import type { Check } from "#lib/schemas/check.ts";
import { generateImageResponseSchema } from "#lib/schemas/image.ts";
import {
  bulkReviewResponseSchema,
  reviewEventsSchema,
  reviewPageSchema,
  reviewSummarySchema,
} from "#lib/schemas/review.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeFinishedJob, makeGeneratedImage, unmake } from "#tests/support/generated-images.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

useDatabase();

const review = async (id: string, body: unknown) => reviewOne(jsonRequest("/", body), context({ id }));
const reviewAll = async (body: unknown) =>
  answer(await reviewMany(jsonRequest("/", body), {}), 200, bulkReviewResponseSchema);
const shown = async (query: string) => answer(await list(request(`/?${query}`), {}), 200, reviewPageSchema);
const counted = async (query = "") => answer(await summary(request(`/?${query}`), {}), 200, reviewSummarySchema);
const check = (id: Check["id"], verdict: Check["verdict"]): Check => ({ id, verdict, value: 1, unit: "%", limit: 2 });

test("keeps who decided, when and why, also when a decision is undone", async () => {
  const id = await makeGeneratedImage();
  const { image } = await answer(
    await review(id, { decision: "reject", note: "Handle is missing" }),
    200,
    generateImageResponseSchema,
  );
  expect(image.review).toMatchObject({ decision: "reject", note: "Handle is missing", by: "local user" });
  await answer(await review(id, { decision: "none" }), 200, generateImageResponseSchema);
  const approved = await answer(await review(id, { decision: "approve" }), 200, generateImageResponseSchema);
  expect(approved.image.review).toMatchObject({ decision: "approve", note: null });
  await answer(await review(id, { decision: "approve" }), 200, generateImageResponseSchema);
  const { reviews } = await answer(await history(request("/"), context({ id })), 200, reviewEventsSchema);
  expect(reviews.map(({ decision, note }) => [decision, note])).toEqual([
    ["approve", null],
    ["none", null],
    ["reject", "Handle is missing"],
  ]);
});

test("refuses what can't be judged", async () => {
  await problem(await review("nobody", { decision: "approve" }), 404);
  await problem(await review(await makeGeneratedImage(), { decision: "maybe" }), 400);
  const id = await makeGeneratedImage();
  await unmake(id, { status: "FAILED" });
  await problem(await review(id, { decision: "approve" }), 409);
  const wrong = await problem(await reviewMany(jsonRequest("/", { imageIds: [id], decision: "approve" }), {}), 422);
  expect(wrong.errors?.[0]?.path).toBe("imageIds.0");
  await problem(await reviewMany(jsonRequest("/", { decision: "approve" }), {}), 400);
  await problem(await reviewMany(jsonRequest("/", { imageIds: [id], selection: {}, decision: "approve" }), {}), 400);
});

test("approves all that pass and have no decision yet, and says which these were", async () => {
  const jobId = await makeFinishedJob({ images: 3 });
  const passing = await makeGeneratedImage({ jobId, checks: [check("longest-side", "pass")] });
  const rejected = await makeGeneratedImage({ jobId, checks: [check("longest-side", "pass")], decision: "REJECT" });
  await makeGeneratedImage({ jobId, checks: [check("background", "fail")] });
  await makeGeneratedImage({ checks: [check("longest-side", "pass")] });
  const selection = { jobId, verdict: "pass", decision: "none" };
  expect(await reviewAll({ selection, decision: "approve" })).toEqual({ changed: [passing], more: false });
  expect(await counted(`jobId=${jobId}`)).toEqual({
    asOf: expect.any(String),
    total: 3,
    approved: 1,
    rejected: 1,
    unreviewed: 1,
    unreviewedPassing: 0,
    unreviewedFixable: 1,
    fixing: 0,
    failing: 1,
    warned: 0,
    unchecked: 0,
  });
  expect((await shown(`jobId=${jobId}&decision=reject`)).images.map(({ id }) => id)).toEqual([rejected]);
  expect(await reviewAll({ imageIds: [passing], decision: "none" })).toEqual({ changed: [passing], more: false });
});

test("refuses a selection with a name that it does not know", async () => {
  const id = await makeGeneratedImage();
  const body = { selection: { jobID: "x" }, decision: "approve" };
  const refused = await problem(await reviewMany(jsonRequest("/", body), {}), 400);
  expect(refused.errors).toEqual([{ path: "selection", message: expect.stringContaining("jobID") }]);
  await problem(await fixMany(jsonRequest("/", { selection: { jobID: "x" } }), {}), 400);
  expect((await shown("decision=none")).images.map((image) => image.id)).toEqual([id]);
});

test("decides about no image that was made or changed since it was counted", async () => {
  const checks = [check("longest-side", "pass")];
  const seen = await makeGeneratedImage({ checks });
  const changed = await makeGeneratedImage({ checks });
  const { asOf, unreviewedPassing } = await counted();
  expect(unreviewedPassing).toBe(2);
  await sleep(5);
  await makeGeneratedImage({ checks });
  await review(changed, { decision: "reject" });
  await review(changed, { decision: "none" });
  const approve = (time: string) => reviewAll({ selection: { verdict: "pass", asOf: time }, decision: "approve" });
  expect(await approve(asOf)).toEqual({ changed: [seen], more: false });
  expect((await approve((await counted()).asOf)).changed).toHaveLength(2);
  for (const time of [
    "yesterday",
    "0000-01-01T00:00:00Z",
    `${asOf},7`,
    "2026-01-01T00:00:00Z/9:5:",
    "2026-01-01T00:00:00Z/5:9:7,6",
  ])
    await problem(await reviewMany(jsonRequest("/", { selection: { asOf: time }, decision: "approve" }), {}), 400);
});

test("shows the candidates of one product and variant beside each other, page by page", async () => {
  const productId = await makeProduct();
  for (const variant of ["PT01", "MAIN", "PT01", "MAIN"]) await makeGeneratedImage({ productId, variant });
  const first = await shown("limit=3");
  const second = await shown(`limit=3&cursor=${first.nextCursor}`);
  expect([...first.images, ...second.images].map(({ targetVariant }) => targetVariant)).toEqual([
    "MAIN",
    "MAIN",
    "PT01",
    "PT01",
  ]);
});

test("shows the candidates of one product beside each other, page by page", async () => {
  const [mug, lamp] = [await makeProduct({ title: "Mug" }), await makeProduct({ title: "Lamp" })];
  const ids: string[] = [];
  for (const productId of [mug, lamp, mug, lamp, mug]) ids.push(await makeGeneratedImage({ productId }));
  const first = await shown("limit=2");
  const second = await shown(`limit=3&cursor=${first.nextCursor}`);
  expect([...first.images, ...second.images].map(({ productTitle }) => productTitle)).toEqual([
    ...Array(3).fill("Mug"),
    ...Array(2).fill("Lamp"),
  ]);
  expect(new Set([...first.images, ...second.images].map(({ id }) => id))).toEqual(new Set(ids));
  expect(second.nextCursor).toBeNull();
  await problem(await list(request("/?cursor=abc"), {}), 400);
});

test("filters by variant, check, product and template", async () => {
  const productId = await makeProduct();
  const main = await makeGeneratedImage({ productId, checks: [check("background", "fail"), check("text", "pass")] });
  const other = await makeGeneratedImage({ variant: "PT01", checks: [check("aspect", "warn")] });
  const ids = async (query: string) => (await shown(query)).images.map(({ id }) => id);
  expect(await ids("variant=PT01")).toEqual([other]);
  expect(await ids("check=background")).toEqual([main]);
  expect(await ids("verdict=warn")).toEqual([other]);
  expect(await ids(`productId=${productId}`)).toEqual([main]);
  expect(await ids("templateId=nothing")).toEqual([]);
  await problem(await list(request("/?check=nonsense"), {}), 400);
});

test("whether an image was fixed is looked up for each, whatever the statistics say of the fixes", async () => {
  const plan = await db.$queryRaw(Prisma.sql`EXPLAIN SELECT i.id FROM "GeneratedImage" i WHERE ${unfixed}`);
  expect(JSON.stringify(plan)).toContain("SubPlan");
});
