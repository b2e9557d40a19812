import { expect, test, vi } from "vitest";
import { DELETE as DELETE_JOB } from "#app/api/jobs/[id]/route.ts";
import { db } from "#lib/db/client.ts";
import { listAttempts } from "#lib/db/images/attempt-list.ts";
import { addUpTallies } from "#lib/db/metrics.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { tidy } from "#lib/upkeep/tidy.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { callInFlight, drawReply, errorReply, finishReply, type Reply } from "#tests/support/gemini-stub.ts";
import { context, request } from "#tests/support/request.ts";

const { stub, stopWorker, restartWorker } = await useEngine({ concurrency: 4, timeoutMs: 2_000 });

const MODEL = "gemini-3-pro-image";
const LONG = { timeout: 60_000 };

/** An image with the usage of a real answer: 346 tokens of text are not listed. */
async function billedImage(): Promise<Reply> {
  const { body } = await drawReply();
  const usageMetadata = {
    promptTokenCount: 569,
    candidatesTokenCount: 1_466,
    candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1_120 }],
    thoughtsTokenCount: 337,
  };
  return { body: { ...Object(body), usageMetadata } };
}
const IMAGE_MICROS = 569 * 2 + 1_120 * 120 + (346 + 337) * 12;

const sums = async () => {
  const { _sum } = await db.costTally.aggregate({ _sum: { images: true, settledMicros: true, maybeMicros: true } });
  return [_sum.images ?? 0, Number(_sum.settledMicros ?? 0), Number(_sum.maybeMicros ?? 0)];
};

async function callsOf(jobId: string) {
  const calls = await db.generationAttempt.findMany({ where: { jobId, called: true }, orderBy: { id: "asc" } });
  return calls.map(({ code, costMicros, reservedMicros, ...call }) => ({
    ...call,
    code,
    costMicros: costMicros === null ? null : Number(costMicros),
    reservedMicros: reservedMicros === null ? null : Number(reservedMicros),
  }));
}

test("settled costs are the bill of all answered calls, also after a 429, retries and safety blocks", async () => {
  const before = new Map<string, number>();
  stub.reply = ({ prompt }) => {
    const nth = (before.get(prompt) ?? 0) + 1;
    before.set(prompt, nth);
    if (prompt === "Busy" && nth === 1)
      return errorReply(429, "Slow down.", [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1s" }]);
    if (prompt === "Down" && nth === 1) return errorReply(503, "Overloaded.");
    if (prompt === "Unsafe") return finishReply("IMAGE_SAFETY");
    if (prompt === "Copy" && nth === 1) return { body: { ...Object(finishReply("IMAGE_RECITATION").body) } };
    return billedImage();
  };
  const jobId = await startJob(["Good", "Busy", "Down", "Unsafe", "Copy"]);
  expect(await finishedJob(jobId, 60_000)).toMatchObject({ completedImages: 4, failedImages: 1 });
  const calls = await callsOf(jobId);
  expect(calls).toHaveLength(stub.calls.length);
  const bill = 4 * IMAGE_MICROS + 2 * 10 * 2;
  expect(calls.reduce((sum, { costMicros }) => sum + (costMicros ?? 0), 0)).toBe(bill);
  expect(calls.map(({ reservedMicros }) => reservedMicros)).toEqual(calls.map(() => null));
  const refused = calls.filter(({ code }) => code === "RATE_LIMITED" || code === "OVERLOADED");
  expect(refused.map(({ costMicros }) => costMicros)).toEqual([0, 0]);
  const answer = { promptTokens: 569, imageTokens: 1_120, textTokens: 346, thoughtsTokens: 337, imageSize: "2K" };
  expect(calls.filter(({ code }) => code === "COMPLETED")).toEqual(
    Array.from({ length: 4 }, () => expect.objectContaining({ ...answer, model: MODEL, costMicros: IMAGE_MICROS })),
  );
  expect(await sums()).toEqual([4, bill, 0]);
});

test("the price is that of the tier which the answer's header names, else the answer", async () => {
  stub.reply = async ({ prompt }) => {
    const { body } = await billedImage();
    const usageMetadata = { ...Object(Object(body).usageMetadata), serviceTier: "standard" };
    if (prompt === "Header")
      return { body: { ...Object(body), usageMetadata }, headers: { "x-gemini-service-tier": "flex" } };
    if (prompt === "Body")
      return { body: { ...Object(body), usageMetadata: { ...usageMetadata, serviceTier: "FLEX" } } };
    return { body: { ...Object(body), usageMetadata: { ...usageMetadata, serviceTier: "priority" } } };
  };
  const jobId = await startJob(["Header", "Body", "Unknown"]);
  await finishedJob(jobId);
  const calls = await callsOf(jobId);
  expect(calls.filter(({ tier }) => tier === "flex").map(({ costMicros }) => costMicros)).toEqual([
    IMAGE_MICROS / 2,
    IMAGE_MICROS / 2,
  ]);
  const [unknown] = calls.filter(({ tier }) => tier === "priority");
  expect(unknown).toMatchObject({ costMicros: null, promptTokens: 569 });
  expect(unknown?.reservedMicros).toBeGreaterThan(IMAGE_MICROS);
});

test("each call that timed out or lost its connection is one that may be billed, at the upper end of its estimate", async () => {
  stub.reply = async ({ prompt }, index) => {
    if (prompt === "Slow") return { ...(await billedImage()), delayMs: 60_000 };
    return index < 2 && prompt === "Lost" ? { hangUp: true } : billedImage();
  };
  const jobId = await startJob(["Slow", "Lost"]);
  await finishedJob(jobId, 60_000);
  const calls = await callsOf(jobId);
  const cutOff = calls.filter(({ code }) => code === "TIMEOUT" || code === "NETWORK");
  expect(cutOff.length).toBe(stub.calls.length - 1);
  for (const { costMicros, reservedMicros } of cutOff) {
    expect(costMicros).toBeNull();
    expect(reservedMicros).toBeGreaterThan(IMAGE_MICROS);
  }
  const maybe = cutOff.reduce((sum, { reservedMicros }) => sum + (reservedMicros ?? 0), 0);
  expect(await sums()).toEqual([1, IMAGE_MICROS, maybe]);
  const { attempts } = await listAttempts(jobId, { limit: 20 });
  expect(attempts.filter(({ maybeBilled }) => maybeBilled)).toHaveLength(cutOff.length);
});

test("a call whose worker stops may be billed; one that is left by a dead process too, once upkeep finds it", async () => {
  stub.reply = async () => ({ ...(await billedImage()), delayMs: 60_000 });
  const jobId = await startJob(["A"]);
  await callInFlight(stub);
  await stopWorker();
  const [stopped] = await callsOf(jobId);
  expect(stopped).toMatchObject({ code: "STOPPED", costMicros: null });
  expect(await sums()).toEqual([0, 0, stopped?.reservedMicros]);
  await commandJob(jobId, "cancel");
  const dead = { imageId: "gone", jobId, model: MODEL, round: 0, claim: 1, called: true, counted: false };
  await db.generationAttempt.create({
    data: { ...dead, reservedMicros: 5, startedAt: new Date(Date.now() - 7_200_000) },
  });
  expect(await sums()).toEqual([0, 0, stopped?.reservedMicros]);
  await tidy(new AbortController().signal);
  expect(await sums()).toEqual([0, 0, (stopped?.reservedMicros ?? 0) + 5]);
});

test("the costs of a job stay when it is deleted, and when the tallies are added up", async () => {
  stub.reply = billedImage;
  const jobId = await startJob(["A", "B"]);
  await finishedJob(jobId);
  await vi.waitFor(async () => {
    const answer = await DELETE_JOB(request("/", { method: "DELETE" }), context({ id: jobId }));
    expect(answer.status).toBe(204);
  }, LONG);
  expect(await db.generationJob.count({ where: { id: jobId } })).toBe(0);
  expect(await sums()).toEqual([2, 2 * IMAGE_MICROS, 0]);
  await Promise.all([addUpTallies(), addUpTallies()]);
  expect(await sums()).toEqual([2, 2 * IMAGE_MICROS, 0]);
  const rows = await db.costTally.findMany({ where: { jobId } });
  expect(rows).toMatchObject([{ model: MODEL, images: 2, settledMicros: BigInt(2 * IMAGE_MICROS) }]);
  const [day] = await db.generationAttempt.findMany({ where: { jobId }, select: { startedAt: true }, take: 1 });
  expect(rows[0]?.day.toISOString()).toBe(`${day?.startedAt.toISOString().slice(0, 10)}T00:00:00.000Z`);
});

test("a model without a price has unknown costs, counted at the dearest known price, and its images count", async () => {
  stub.reply = billedImage;
  await restartWorker({ GEMINI_IMAGE_MODEL: "gemini-nobody-knows" });
  const jobId = await startJob(["A"]);
  await finishedJob(jobId);
  const [call] = await callsOf(jobId);
  expect(call).toMatchObject({ costMicros: null, promptTokens: 569 });
  // 4K of gemini-3-pro-image: 2,000 tokens of the image and 2,000 hidden ones.
  expect(call?.reservedMicros).toBeGreaterThan(2_000 * 120 + 2_000 * 12);
  expect(await sums()).toEqual([1, 0, call?.reservedMicros]);
  expect((await imagesByTitle(jobId)).get("A")).toMatchObject({ promptTokens: 569 });
});
