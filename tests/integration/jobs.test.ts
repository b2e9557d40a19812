import { expect, test } from "vitest";
import { GET as unknownAddress } from "#app/api/[...path]/route.ts";
import { GET as health } from "#app/api/health/route.ts";
import { GET as getImage } from "#app/api/images/[id]/route.ts";
import { GET as listImages } from "#app/api/jobs/[id]/images/route.ts";
import { GET as getJob } from "#app/api/jobs/[id]/route.ts";
import { GET as listJobs } from "#app/api/jobs/route.ts";
import { db } from "#lib/db/client.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { healthSchema } from "#lib/schemas/health.ts";
import { generatedImageSchema, jobImagesSchema } from "#lib/schemas/image.ts";
import { jobSchema, jobsSchema } from "#lib/schemas/job.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

useDatabase();

async function startJob(products = 1): Promise<string> {
  const productIds = await Promise.all(Array.from({ length: products }, () => makeProduct({ photos: ["PT01"] })));
  return (await startBulkGeneration({ productIds, variant: "PT01", imageTypeId: await makeImageType() }, null)).jobId;
}

const jobs = (query: string) => listJobs(request(`/api/jobs${query}`), {});
const images = (id: string, query = "") => listImages(request(`/api/jobs/${id}/images${query}`), context({ id }));

test("tells a job with its counts, times and what failed", async () => {
  const id = await startJob(2);
  const failed = { status: "FAILED" as const, errorCode: "TIMEOUT", errorMessage: "Too slow.", endedAt: new Date() };
  const first = await db.generationTask.findFirstOrThrow({ where: { jobId: id } });
  await db.generationTask.update({ where: { id: first.id }, data: failed });
  const job = await answer(await getJob(request("/"), context({ id })), 200, jobSchema);
  expect(job).toMatchObject({
    id,
    status: "QUEUED",
    variant: "PT01",
    totalImages: 2,
    startedAt: null,
    finishedAt: null,
  });
  expect(job.errorLog).toEqual([
    expect.objectContaining({ productId: first.productId, title: "Enamel mug", code: "TIMEOUT", message: "Too slow." }),
  ]);
});

test("tells the newest errors only where so many are asked for", async () => {
  const id = await startJob(3);
  const tasks = await db.generationTask.findMany({ where: { jobId: id }, orderBy: { id: "asc" } });
  for (const [index, task] of tasks.entries()) {
    const failed = { status: "FAILED" as const, errorCode: "TIMEOUT", errorMessage: "Too slow." };
    const endedAt = new Date(1_000 * (index + 1));
    await db.generationTask.update({ where: { id: task.id }, data: { ...failed, endedAt } });
  }
  const errors = async (query: string) =>
    (await answer(await getJob(request(`/${query}`), context({ id })), 200, jobSchema)).errorLog.map(({ at }) => at);
  const newest = [3, 2, 1].map((second) => new Date(1_000 * second).toISOString());
  expect([await errors(""), await errors("?errors=2"), await errors("?errors=0")]).toEqual([
    newest,
    newest.slice(0, 2),
    [],
  ]);
  await problem(await getJob(request("/?errors=1001"), context({ id })), 400);
});

test.each([
  ["a job", (id: string, headers: HeadersInit) => getJob(request("/", { headers }), context({ id }))],
  ["its images", (id: string, headers: HeadersInit) => listImages(request("/", { headers }), context({ id }))],
])("answers a repeat for %s with an empty 304, until something has changed", async (_what, ask) => {
  const id = await startJob();
  const first = await ask(id, {});
  const etag = first.headers.get("etag") ?? "";
  expect([first.status, first.headers.get("cache-control")]).toEqual([200, "private, no-cache"]);
  const repeat = await ask(id, { "if-none-match": etag });
  expect([repeat.status, repeat.headers.get("etag"), await repeat.text()]).toEqual([304, etag, ""]);
  await db.generationTask.updateMany({ data: { status: "GENERATING" } });
  await db.generationJob.updateMany({ data: { status: "PROCESSING" } });
  expect((await ask(id, { "if-none-match": etag })).status).toBe(200);
});

test("lists jobs newest first, by status, page by page", async () => {
  const ids = [await startJob(), await startJob(), await startJob()];
  await db.generationJob.update({ where: { id: ids[0] }, data: { status: "COMPLETED" } });
  const first = await answer(await jobs("?limit=2"), 200, jobsSchema);
  const second = await answer(await jobs(`?limit=2&cursor=${first.nextCursor}`), 200, jobsSchema);
  expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(ids.toReversed());
  expect(second.nextCursor).toBeNull();
  expect((await answer(await jobs("?status=COMPLETED"), 200, jobsSchema)).jobs.map(({ id }) => id)).toEqual([ids[0]]);
});

test("lists a job's images in the order of their products, page by page", async () => {
  const id = await startJob(3);
  const first = await answer(await images(id, "?limit=2"), 200, jobImagesSchema);
  const second = await answer(await images(id, `?limit=2&cursor=${first.nextCursor}`), 200, jobImagesSchema);
  expect([first.images.length, second.images.length, second.nextCursor]).toEqual([2, 1, null]);
  expect(new Set([...first.images, ...second.images].map((image) => image.id)).size).toBe(3);
  expect((await answer(await images(id, "?status=FAILED"), 200, jobImagesSchema)).images).toEqual([]);
  const image = first.images[0];
  const one = await getImage(request("/"), context({ id: image?.id ?? "" }));
  expect(await answer(one, 200, generatedImageSchema)).toEqual(image);
});

test.each(["?status=DONE", "?limit=abc", "?limit=0", "?limit=201", "?cursor=nonsense", "?cursor=WzEsMl0"])(
  "refuses %s of a list",
  async (query) => {
    await problem(await jobs(query), 400);
    await problem(await images(await startJob(), query), 400);
  },
);

test.each(["nobody", "a b", "\u0000", "x".repeat(5_000)])("answers 404 for the unknown id %#", async (id) => {
  await problem(await getJob(request("/"), context({ id })), 404);
  await problem(await images(id), 404);
  await problem(await getImage(request("/"), context({ id })), 404);
});

test("answers 404 with a problem document below /api", async () => {
  await problem(await unknownAddress(request("/api/nothing/here"), {}), 404);
});

test("tells what runs and what waits", async () => {
  await startJob(2);
  expect(await answer(await health(request("/api/health"), {}), 200, healthSchema)).toMatchObject({
    database: process.env.DATABASE_URL ? "postgres" : "embedded",
    storage: "disk",
    generator: "demo",
    model: "demo",
    queue: { waiting: 2, active: 0 },
  });
});
