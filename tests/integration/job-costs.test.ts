import { expect, test, vi } from "vitest";
import { GET as csvOf } from "#app/api/costs/costs.csv/route.ts";
import { GET as imageCost } from "#app/api/images/[id]/cost/route.ts";
import { POST as preview } from "#app/api/images/bulk-generate/preview/route.ts";
import { POST as generate } from "#app/api/images/bulk-generate/route.ts";
import { GET as getJob } from "#app/api/jobs/[id]/route.ts";
import { GET as listJobs } from "#app/api/jobs/route.ts";
import { db } from "#lib/db/client.ts";
import { findCostReport } from "#lib/db/cost-report.ts";
import { addUpTallies } from "#lib/db/metrics.ts";
import { env } from "#lib/env.ts";
import { jobPreviewSchema, jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { imageCostSchema } from "#lib/schemas/cost.ts";
import { jobSchema, jobsSchema } from "#lib/schemas/job.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { makeFinishedJob, makeGeneratedImage } from "#tests/support/generated-images.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

vi.stubEnv("GEMINI_API_KEY", "a-key");
useDatabase();

const MODEL = "gemini-3-pro-image";

async function startJob() {
  const imageTypeId = await makeImageType("A mug");
  const productIds = [await makeProduct({ photos: ["MAIN", "PT01"] }), await makeProduct({ photos: ["MAIN"] })];
  const shots = [
    { variant: "MAIN", imageTypeId, imageSize: "4K", candidates: 2 },
    { variant: "PT01", imageTypeId, name: "=1+1" },
  ];
  const body = { productIds, shots };
  const { estimate } = await answer(await preview(jsonRequest("/", body), {}), 200, jobPreviewSchema);
  const { jobId } = await answer(await generate(jsonRequest("/", body), {}), 201, jobResponseSchema);
  return { jobId, estimate };
}

const readJob = async (id: string) => answer(await getJob(request("/"), context({ id })), 200, jobSchema);

type Call = { imageId: string; jobId: string | null; cost?: number; reserved?: number; code?: string };

async function addCalls(calls: Call[], startedAt: Date): Promise<void> {
  const data = calls.map(({ imageId, jobId, cost, reserved, code = "COMPLETED" }) => ({
    ...{ imageId, jobId, model: MODEL, round: 0, called: true, code, counted: true, startedAt },
    ...{ costMicros: cost ?? null, reservedMicros: reserved ?? null },
  }));
  await db.generationAttempt.createMany({ data });
}

test("a job keeps the estimate of its preview, and tells what it has cost", async () => {
  const { jobId, estimate } = await startJob();
  const { usd, lowUsd, highUsd } = estimate;
  expect(usd).toBeGreaterThan(4 * 0.24);
  const kept = { estimate: { usd, lowUsd, highUsd }, cost: { settledUsd: 0, maybeUsd: 0 } };
  expect(await readJob(jobId)).toMatchObject(kept);
  const calls = [
    { imageId: "a", jobId, cost: 134_400 },
    { imageId: "b", jobId, reserved: 160_000, code: "TIMEOUT" },
    { imageId: "c", jobId: "another", cost: 1_000_000 },
  ];
  await addCalls(calls, new Date());
  const cost = { settledUsd: 0.1344, maybeUsd: 0.16 };
  expect(await readJob(jobId)).toMatchObject({ cost });
  await addUpTallies();
  const { jobs } = await answer(await listJobs(request("/api/jobs"), {}), 200, jobsSchema);
  expect(jobs).toMatchObject([{ id: jobId, cost, estimate: kept.estimate }]);
});

test("a job of a model without a price has no estimate", async () => {
  const usual = env().GEMINI_IMAGE_MODEL;
  env().GEMINI_IMAGE_MODEL = "gemini-nobody-knows";
  const imageTypeId = await makeImageType("A mug");
  const body = { productIds: [await makeProduct({ photos: ["MAIN"] })], shots: [{ variant: "MAIN", imageTypeId }] };
  const { jobId } = await answer(await generate(jsonRequest("/", body), {}), 201, jobResponseSchema);
  expect((await readJob(jobId)).estimate).toBeNull();
  env().GEMINI_IMAGE_MODEL = usual;
});

test("an image tells what all its calls cost", async () => {
  const { jobId } = await startJob();
  const { id } = await db.generationTask.findFirstOrThrow({ where: { jobId } });
  const costOf = async () => answer(await imageCost(request("/"), context({ id })), 200, imageCostSchema);
  expect(await costOf()).toEqual({ calls: 0, settledUsd: 0, maybeUsd: 0, demo: false });
  const calls = [
    { imageId: id, jobId, cost: 2_000, code: "BLOCKED_SAFETY" },
    { imageId: id, jobId, reserved: 160_000, code: "TIMEOUT" },
    { imageId: id, jobId, cost: 134_400 },
  ];
  await addCalls(calls, new Date());
  expect(await costOf()).toEqual({ calls: 3, settledUsd: 0.1364, maybeUsd: 0.16, demo: false });
  await problem(await imageCost(request("/"), context({ id: "nobody" })), 404);
});

const DAY = { from: "2026-03-10", to: "2026-03-11" };

test("the report has estimates by the day on which jobs were started, and counts approved images of its jobs", async () => {
  const { jobId, estimate } = await startJob();
  await db.generationJob.update({ where: { id: jobId }, data: { createdAt: new Date("2026-03-10T23:59:59.999Z") } });
  await startJob();
  const made = await makeFinishedJob();
  await makeGeneratedImage({ jobId: made, decision: "APPROVE" });
  await makeGeneratedImage({ jobId: made, decision: "REJECT" });
  await addCalls([{ imageId: "a", jobId, cost: 134_400 }], new Date("2026-03-11T00:00:00Z"));
  await addCalls([{ imageId: "b", jobId: made, cost: 200_000 }], new Date("2026-03-11T23:59:59Z"));
  await addCalls([{ imageId: "c", jobId: "deleted", cost: 50_000 }], new Date("2026-03-10T12:00:00Z"));
  const report = await findCostReport(DAY, "day", false);
  expect(report).toMatchObject({
    periods: { rows: [{ key: "2026-03-10" }, { key: "2026-03-11" }], total: { settledUsd: 0.3844 } },
    estimated: [{ period: "2026-03-10", model: MODEL, usd: expect.closeTo(estimate.usd ?? 0, 6) }],
    jobs: { rows: [{ key: made }, { key: jobId }, { key: "deleted" }] },
    approved: 1,
  });
  expect(report.jobOf.get(made)).toMatchObject({ approvedImages: 1, estimatedUsd: null });
  expect(report.jobOf.get(jobId)).toMatchObject({
    approvedImages: 0,
    shots: [{ variant: "MAIN" }, { variant: "PT01" }],
  });
  expect(report.jobOf.has("deleted")).toBe(false);
  expect(await findCostReport(DAY, "day", true)).toMatchObject({ periods: { rows: [] }, estimated: [], approved: 0 });
  expect(await findCostReport(DAY, "month", false)).toMatchObject({
    periods: { rows: [{ key: "2026-03" }] },
    estimated: [{ period: "2026-03" }],
  });
});

test("the CSV names jobs by their shots, without a cell that a spreadsheet would run", async () => {
  const { jobId, estimate } = await startJob();
  await addCalls([{ imageId: "a", jobId, cost: 134_400 }], new Date("2026-03-10T12:00:00Z"));
  await addCalls([{ imageId: "b", jobId: null, reserved: 160_000, code: "TIMEOUT" }], new Date("2026-03-10T12:00:00Z"));
  await db.jobShot.updateMany({ where: { jobId, index: 0 }, data: { name: "=1+1" } });
  const read = async (groupBy: string) => {
    const answered = await csvOf(request(`/api/costs/costs.csv?from=${DAY.from}&to=${DAY.to}&groupBy=${groupBy}`), {});
    expect(answered.headers.get("content-disposition")).toContain(`costs-by-${groupBy}.csv`);
    return (await answered.text()).split("\r\n");
  };
  const created = (await readJob(jobId)).createdAt;
  expect(await read("job")).toEqual([
    "job,images,settled usd,maybe billed usd,demo,shots,created,estimated usd,approved images",
    ",0,0,0.16,,,,,",
    `${jobId},1,0.1344,0,,"'=1+1, '=1+1",${created},${estimate.usd},0`,
    "",
  ]);
  expect((await read("day"))[1]).toBe("2026-03-10,1,0.1344,0.16,");
  await problem(await csvOf(request("/api/costs/costs.csv?groupBy=nothing"), {}), 400);
});
