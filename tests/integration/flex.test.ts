import { expect, test } from "vitest";
import { POST as start } from "#app/api/images/bulk-generate/route.ts";
import { POST as preview } from "#app/api/images/bulk-generate-by-variant/preview/route.ts";
import { db } from "#lib/db/client.ts";
import { findHolds } from "#lib/db/jobs/holds.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { env } from "#lib/env.ts";
import { bulkPreviewResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { startJob, useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { callInFlight, drawReply, errorReply } from "#tests/support/gemini-stub.ts";
import { answer, jsonRequest } from "#tests/support/request.ts";
import { hurryMessages } from "#tests/support/waiting-messages.ts";

const { stub, restartWorker } = await useEngine({ concurrency: 2, timeoutMs: 300 });

const MINUTE_MS = 60_000;

const retryIn = (seconds: number) => [
  { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${seconds}s` },
];

async function attemptsOf(jobId: string) {
  return db.generationAttempt.findMany({ where: { jobId }, orderBy: { id: "asc" } });
}

test("a flex call asks for its tier, may take as long as its own limit, and is billed and reserved at its price", async () => {
  await restartWorker({ GEMINI_FLEX_TIMEOUT_MS: 20_000 });
  stub.reply = async () => ({ ...(await drawReply()), delayMs: 900 });
  const jobId = await startJob(["Lamp"], { tier: "flex" });
  await callInFlight(stub);
  const [inFlight] = await attemptsOf(jobId);
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1, tier: "flex", thenTier: null });
  expect(stub.calls).toMatchObject([{ tier: "flex", patience: "20" }]);
  const [call] = await attemptsOf(jobId);
  expect(call).toMatchObject({ code: "COMPLETED", tier: "flex" });
  expect(Number(call?.costMicros)).toBe((10 * 2 + 1_120 * 120 + 5 * 12) / 2);
  const standard = await startJob(["Cup"]);
  await finishedJob(standard);
  const [timedOut] = await attemptsOf(standard);
  expect(timedOut).toMatchObject({ code: "TIMEOUT" });
  expect(Number(inFlight?.reservedMicros)).toBeGreaterThan(0);
  expect(Number(inFlight?.reservedMicros)).toBeLessThan(Number(timedOut?.reservedMicros));
  expect(stub.calls.at(-1)).toMatchObject({ tier: undefined, patience: undefined });
});

test("a shed flex call is made again without using up an attempt, and holds back flex calls only", async () => {
  let sheds = 0;
  stub.reply = ({ tier }) =>
    tier === "flex" && sheds++ < 7
      ? errorReply(503, "No capacity for flex.", retryIn(sheds > 6 ? 30 : 0.05))
      : drawReply();
  const flex = await startJob(["Lamp"], { tier: "flex" });
  await expect.poll(() => sheds, { timeout: 30_000 }).toBe(7);
  await expect.poll(findHolds).toMatchObject([{ tier: "flex", code: "RATE_LIMITED" }]);
  expect(await findJob(flex)).toMatchObject({ waitingReason: "RATE_LIMITED" });
  const standard = await startJob(["Cup"]);
  expect(await finishedJob(standard)).toMatchObject({ completedImages: 1, waitingReason: null });
  await db.hold.deleteMany();
  await hurryMessages("generate-image");
  expect(await finishedJob(flex, 60_000)).toMatchObject({ completedImages: 1, failedImages: 0 });
  expect(await db.generationTask.findMany({ where: { jobId: flex } })).toMatchObject([{ attempts: 1 }]);
}, 120_000);

test("an image is asked for in the standard tier so many minutes after its first flex call, also in a hold", async () => {
  stub.reply = ({ tier }) => (tier === "flex" ? errorReply(503, "No capacity.", retryIn(3_600)) : drawReply());
  const jobId = await startJob(["Lamp"], { tier: "flex", switchAfterMinutes: 5 });
  await expect.poll(findHolds, { timeout: 20_000 }).toMatchObject([{ tier: "flex" }]);
  await expect.poll(() => db.generationTask.count({ where: { jobId, status: "QUEUED" } })).toBe(1);
  expect(stub.calls.map(({ tier }) => tier)).toEqual(["flex"]);
  await db.generationAttempt.updateMany({
    where: { jobId },
    data: { startedAt: new Date(Date.now() - 6 * MINUTE_MS) },
  });
  await hurryMessages("generate-image");
  expect(await finishedJob(jobId, 60_000)).toMatchObject({ completedImages: 1, switchAfterMinutes: 5 });
  expect(stub.calls.map(({ tier }) => tier)).toEqual(["flex", undefined]);
}, 120_000);

test("a tier that the model has no price for is refused, and settings of another tier", async () => {
  Object.assign(env(), { GEMINI_IMAGE_MODEL: "gemini-3.1-flash-image" });
  const productIds = [await makeProduct({ photos: ["MAIN"] })];
  const imageTypeId = await makeImageType("A mug");
  const shots = [{ variant: "MAIN", imageTypeId }];
  const refused = async (tier: object) => {
    const body = { productIds, shots, ...tier };
    const { errors } = Object((await start(jsonRequest("/", body), {}).then((response) => response.json())) as unknown);
    return (errors as { path: string }[]).map(({ path }) => path);
  };
  expect(await refused({ tier: "flex" })).toEqual(["tier"]);
  expect(await refused({ tier: "batch", thenTier: "flex" })).toEqual(["thenTier"]);
  expect(await refused({ tier: "batch", switchAfterMinutes: 5 })).toEqual(["switchAfterMinutes"]);
  expect(await refused({ deadlineHours: 5, thenTier: "standard" })).toEqual(["deadlineHours", "thenTier"]);
  expect(await refused({ tier: "batch", deadlineHours: 48 })).toEqual(["deadlineHours"]);
});

test("the estimate is that of the tier", async () => {
  const productIds = [await makeProduct({ photos: ["MAIN"] })];
  const imageTypeId = await makeImageType("A mug");
  const estimate = async (tier: object) => {
    const body = { productIds, variant: "MAIN", imageTypeId, ...tier };
    return (await answer(await preview(jsonRequest("/", body), {}), 200, bulkPreviewResponseSchema)).estimate;
  };
  const [now, flex, overnight] = [
    await estimate({}),
    await estimate({ tier: "flex" }),
    await estimate({ tier: "batch" }),
  ];
  expect(flex.usd).toBeCloseTo((now.usd ?? 0) / 2, 6);
  expect(overnight.usd).toBeCloseTo((now.usd ?? 0) / 2, 6);
  expect(now.seconds).toBeLessThan(flex.seconds);
  expect(flex.seconds).toBeLessThan(overnight.seconds);
});
