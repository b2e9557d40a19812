import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { POST as generateOne } from "#app/api/images/generate/route.ts";
import { db } from "#lib/db/client.ts";
import { findHold } from "#lib/db/holds.ts";
import { findJob } from "#lib/db/jobs.ts";
import { msToPacificMidnight } from "#lib/gemini/refusal.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply } from "#tests/support/gemini-stub.ts";
import { jsonRequest, problem } from "#tests/support/request.ts";

const { stub } = await useEngine({ concurrency: 4 });

const detail = (type: string, fields: object) => ({ "@type": `type.googleapis.com/google.rpc.${type}`, ...fields });
const busy = (retryDelay: string) => errorReply(429, "Slow down.", [detail("RetryInfo", { retryDelay })]);
const perDay = errorReply(429, "No more today.", [
  detail("QuotaFailure", { violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel" }] }),
  detail("RetryInfo", { retryDelay: "1s" }),
]);

const titles = (count: number) => Array.from({ length: count }, (_, index) => `Mug ${index}`);

test("a 429 holds back every image for the time it names, shows it on the job, and uses up no attempt", async () => {
  const arrivals: number[] = [];
  let refusedAt = 0;
  stub.reply = (_call, index) => {
    arrivals.push(performance.now());
    if (index > 0) return drawReply();
    refusedAt = performance.now();
    return busy("3s");
  };
  const jobId = await startJob(titles(10));
  const waiting = await vi.waitFor(async () => {
    const job = await findJob(jobId);
    expect(job?.waitingUntil).not.toBeNull();
    return job;
  });
  expect(waiting).toMatchObject({ status: "PROCESSING", waitingReason: "RATE_LIMITED" });
  const waitMs = Date.parse(waiting?.waitingUntil ?? "") - Date.now();
  expect(waitMs).toBeGreaterThan(0);
  expect(waitMs).toBeLessThanOrEqual(3_000);

  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 10, waitingUntil: null, waitingReason: null });
  const inHold = arrivals.filter((at) => at > refusedAt + 1_000 && at < refusedAt + 3_000);
  expect(inHold).toEqual([]);
  expect(stub.calls).toHaveLength(11);
  expect([...(await imagesByTitle(jobId)).values()].map(({ attempts }) => attempts)).toEqual(Array(10).fill(1));
});

test("a 429 that names no time holds back for 2 s at least", async () => {
  const arrivals: number[] = [];
  stub.reply = (_call, index) => {
    arrivals.push(performance.now());
    return index === 0 ? errorReply(429) : drawReply();
  };
  await finishedJob(await startJob(["Mug"]));
  expect((arrivals[1] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(1_990);
});

test("a daily quota holds back until midnight Pacific; the job stays PROCESSING and goes on when the hold is over", async () => {
  stub.reply = (_call, index) => (index === 0 ? perDay : drawReply());
  const jobId = await startJob(["Mug"]);
  const job = await vi.waitFor(async () => {
    const found = await findJob(jobId);
    expect(found?.waitingReason).toBe("QUOTA_DAY");
    return found;
  });
  expect(job?.status).toBe("PROCESSING");
  const midnight = Date.now() + msToPacificMidnight(new Date());
  expect(Math.abs(Date.parse(job?.waitingUntil ?? "") - midnight)).toBeLessThan(5_000);
  await sleep(1_500);
  expect(stub.calls).toHaveLength(1);
  await (await db()).hold.update({ where: { id: "google" }, data: { until: new Date() } });
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 1 });
});

test("429s in a row are counted as one hold each, and forgotten with the next success", async () => {
  stub.reply = (_call, index) => (index < 2 ? busy("0.3s") : drawReply());
  await finishedJob(await startJob(["Mug"]));
  expect(stub.calls).toHaveLength(3);
  expect((await (await db()).hold.findUniqueOrThrow({ where: { id: "google" } })).strikes).toBe(0);
  expect(await findHold()).toBeNull();
});

test("the single route starts nothing in a hold: 429 with Retry-After, and no job", async () => {
  const data = { id: "google", until: new Date(Date.now() + 30_000), code: "RATE_LIMITED", strikes: 1 };
  await (await db()).hold.create({ data });
  const body = { productId: await makeProduct({ photos: ["MAIN"] }), imageTypeId: await makeImageType() };
  const response = await generateOne(jsonRequest("/api/images/generate", body), {});
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(25);
  expect(await problem(response, 429)).toMatchObject({ code: "RATE_LIMITED" });
  expect(await (await db()).generationJob.count()).toBe(0);
  expect(stub.calls).toHaveLength(0);
});

test("a refusal of one image holds nobody back", async () => {
  stub.reply = () => finishReply("IMAGE_SAFETY");
  await finishedJob(await startJob(titles(3)));
  expect(await findHold()).toBeNull();
});
