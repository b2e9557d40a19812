import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as METRICS } from "#app/metrics/route.ts";
import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { db } from "#lib/db/client.ts";
import { claimImage } from "#lib/db/images/attempt.ts";
import { listAttempts } from "#lib/db/images/attempt-list.ts";
import { findImage, findVersions, listJobImages } from "#lib/db/images/read.ts";
import { listReviews } from "#lib/db/images/review.ts";
import { listReviewImages } from "#lib/db/images/review-list.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { migrate } from "#lib/db/migrate.ts";
import { findProduct, findTitles } from "#lib/db/products/read.ts";
import { findTotals } from "#lib/db/totals.ts";
import { previewExport } from "#lib/export/preview.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { boss } from "#lib/queue/boss.ts";
import { exportQuerySchema } from "#lib/schemas/export.ts";
import { reviewQuerySchema } from "#lib/schemas/review.ts";
import { closeDatabase } from "#tests/support/close-database.ts";
import { openOldDatabase } from "#tests/support/old-database.ts";
import { request } from "#tests/support/request.ts";

const LAST = "20261128999999";

beforeAll(async () => {
  await openOldDatabase(LAST);
  expect((await migrate()).length).toBeGreaterThan(0);
  await boss();
});
afterAll(closeDatabase);

test("keeps images with their checks, decisions and versions", async () => {
  expect(await findImage("first")).toMatchObject({
    status: "COMPLETED",
    jobId: "ended",
    productTitle: "Mug",
    sourceUrl: "/api/files/source-images/mug",
    url: "/api/files/generated-images/first",
    attempts: 2,
    prompt: "Mug on a table",
    model: "demo",
    mimeType: "image/png",
    width: 640,
    height: 480,
    bytes: 99,
    current: false,
    verdict: "warn",
    checks: [{ id: "background", verdict: "warn", value: 98.2 }],
    review: { decision: "approve", note: "Good", by: "local user", at: "2026-01-03T00:00:00.000Z" },
    createdAt: "2026-01-01T00:00:00.000Z",
    completedAt: "2026-01-01T00:00:03.000Z",
  });
  expect(await findImage("second")).toMatchObject({
    jobId: null,
    originJobId: "ended",
    parentImageId: "first",
    prompt: "Mug on a table, lighter",
    note: "Lighter",
    current: true,
    review: { decision: "reject", note: null },
  });
  const versions = await findVersions("fix");
  expect(versions.map(({ id, status, origin }) => [id, status, origin])).toEqual([
    ["first", "COMPLETED", "model"],
    ["fix", "QUEUED", "fix"],
    ["second", "COMPLETED", "model"],
  ]);
  const reviews = await listReviews("first");
  expect(reviews.map(({ decision, note }) => [decision, note])).toEqual([
    ["approve", "Good"],
    ["reject", "Dark"],
  ]);
});

test("keeps jobs with their counters, errors and attempts", async () => {
  expect(await findJob("ended")).toMatchObject({
    status: "COMPLETED",
    totalImages: 3,
    completedImages: 2,
    failedImages: 1,
    prompt: "{{product_title}} on a table",
    errorLog: [{ productId: "bowl", title: "Bowl", code: "BLOCKED_SAFETY", message: "No." }],
  });
  const { images } = await listJobImages("ended", { limit: 10 });
  expect(images.map(({ id, prompt }) => [id, prompt])).toEqual([
    ["failed", "Bowl on a table"],
    ["first", "Mug on a table"],
    ["other", "Cup on a table"],
  ]);
  const { attempts } = await listAttempts("ended", { limit: 10 });
  expect(attempts.map(({ imageId, code }) => [imageId, code])).toEqual([
    ["failed", "BLOCKED_SAFETY"],
    ["first", "COMPLETED"],
    ["first", "TIMEOUT"],
  ]);
});

test("keeps what products count, what the metrics count, and who is current", async () => {
  expect(await findProduct("mug")).toMatchObject({
    generatedImageCount: 3,
    lastGeneratedAt: "2026-01-01T00:00:03.000Z",
  });
  expect(await findProduct("bowl")).toMatchObject({ generatedImageCount: 0, lastGeneratedAt: null });
  expect(await findTotals()).toMatchObject({ generated: 4, failed: 1 });
  const metrics = await (await METRICS(request("/metrics"), {})).text();
  expect(metrics).toContain('packshot_images{status="COMPLETED",outcome=""} 4\n');
  expect(metrics).toContain('packshot_call_duration_seconds_bucket{outcome="COMPLETED",le="10"} 1\n');
  expect(metrics).toContain('packshot_call_duration_seconds_bucket{outcome="TIMEOUT",le="120"} 0\n');
  const { images } = await listReviewImages(reviewQuerySchema.parse({}));
  expect(images.map(({ id, current, versions }) => [id, current, versions])).toEqual([
    ["other", true, 1],
    ["rival", true, 1],
    ["second", true, 3],
  ]);
  const preview = await previewExport(exportQuerySchema.parse({ includeFailing: "true" }));
  expect(preview.files.map(({ file, imageId }) => [file, imageId])).toEqual([
    ["B000000002.MAIN.jpg", "other"],
    ["B000000001.MAIN.jpg", "rival"],
  ]);
});

test("continues with images that wait, that a worker had, and that have no row yet", async () => {
  expect(await claimImage("waiting", "00000000-0000-4000-8000-000000000003", false)).toMatchObject({
    jobId: "running",
    prompt: "Cup outdoors",
    sourceKey: "source-images/cup",
    turn: 6,
    claims: 1,
  });
  expect(await claimImage("calling", "00000000-0000-4000-8000-000000000002", false)).toMatchObject({
    prompt: "Mug outdoors",
    attempts: 1,
    round: 1,
    claims: 3,
    crashes: 1,
  });
  expect(await listAttempts("running", { limit: 10 })).toMatchObject({ attempts: [{ code: "CRASHED", called: true }] });
  await fillJob("large", new AbortController().signal);
  const { images } = await listJobImages("large", { limit: 10 });
  expect(images.map(({ status, prompt }) => [status, prompt])).toEqual([
    ["QUEUED", "A Bowl {{asin}}"],
    ["CANCELLED", "A Cup {{asin}}"],
  ]);
});

test("restores what was deleted before", async () => {
  expect(await findImage("lost")).toBeNull();
  expect(await restoreDeleted("lost")).toMatchObject({ kind: "image" });
  expect(await findImage("lost")).toMatchObject({
    status: "COMPLETED",
    productTitle: "Bowl",
    url: "/api/files/generated-images/lost",
    prompt: "Plain white",
    current: true,
    review: { decision: "approve", note: "Nice" },
  });
  expect(await listReviews("lost")).toHaveLength(1);
  expect(await db.generatedImage.findUnique({ where: { id: "lost" } })).toMatchObject({ perceptualHash: 7n });
  expect((await findProduct("bowl"))?.generatedImageCount).toBe(1);
  expect(await findTitles(["bowl"])).toEqual(new Map([["bowl", "Bowl"]]));
  expect(await db.deletion.count()).toBe(0);
});
