import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { env } from "#lib/env.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import type { TierChoice } from "#lib/schemas/tier.ts";
import { useBatchEngine } from "#tests/support/batch-engine.ts";
import { BLOCKED_MICROS, blockedRow, IMAGE_MICROS, imageRow } from "#tests/support/batch-stub.ts";
import { imagesByTitle, startJob } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { errorReply } from "#tests/support/gemini-stub.ts";

const { stub } = await useBatchEngine();

const LONG = 60_000;
const overnight = (titles: string[], more: TierChoice = {}) => startJob(titles, { tier: "batch", ...more });

async function settled(jobId: string) {
  const calls = await db.generationAttempt.findMany({ where: { jobId }, orderBy: { id: "asc" } });
  const sum = (micros: (bigint | null)[]) => micros.reduce((total: number, each) => total + Number(each ?? 0), 0);
  return {
    settled: sum(calls.map(({ costMicros }) => costMicros)),
    maybe: sum(calls.map(({ reservedMicros }) => reservedMicros)),
    open: calls.filter(({ code }) => code === null).length,
  };
}

const batchStates = async () => (await db.batch.findMany({ orderBy: { id: "asc" } })).map(({ state }) => state);

test(
  "images of a job are made by one batch, out of order, at the price of a batch",
  async () => {
    const titles = ["Lamp", "Cup", "Jug"];
    const jobId = await overnight(titles);
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 3, tier: "batch", deadlineHours: 24 });
    expect(stub.sent).toEqual(new Map(titles.map((title) => [title, 1])));
    expect(stub.batches.size).toBe(1);
    expect(stub.calls).toEqual([]);
    expect(stub.billedMicros).toBe(3 * IMAGE_MICROS);
    expect(await settled(jobId)).toEqual({ settled: stub.billedMicros, maybe: 0, open: 0 });
    const calls = await db.generationAttempt.findMany({ where: { jobId } });
    expect(calls).toHaveLength(3);
    for (const call of calls)
      expect(call).toMatchObject({ code: "COMPLETED", called: true, tier: "batch", imageTokens: 1_120 });
    const tally = await db.costTally.aggregate({ _sum: { images: true, settledMicros: true } });
    expect(tally._sum).toEqual({ images: 3, settledMicros: BigInt(stub.billedMicros) });
    expect(await batchStates()).toEqual(["FETCHED"]);
    expect(stub.requests.filter((path) => path.startsWith("DELETE"))).toHaveLength(2);
  },
  LONG,
);

test(
  "a missing row, an error without a message, text only and a block end as such calls do",
  async () => {
    stub.prefix = "JOB_STATE_";
    const seen = new Map<string, number>();
    stub.row = ({ prompt }) => {
      const nth = (seen.get(prompt) ?? 0) + 1;
      seen.set(prompt, nth);
      if (nth > 1) return imageRow();
      if (prompt === "Missing") return null;
      if (prompt === "Failed") return { error: { code: 13 } };
      if (prompt === "Busy") return { error: { code: 8, message: "Quota." } };
      if (prompt === "Words")
        return {
          response: {
            candidates: [{ content: { parts: [{ text: "No." }] } }],
            usageMetadata: { promptTokenCount: 500 },
          },
        };
      return prompt === "Unsafe" ? blockedRow : imageRow();
    };
    const jobId = await overnight(["Good", "Missing", "Failed", "Busy", "Words", "Unsafe"]);
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 5, failedImages: 1 });
    const images = await imagesByTitle(jobId);
    expect(images.get("Unsafe")).toMatchObject({ errorCode: "BLOCKED_SAFETY", attempts: 1 });
    expect([...stub.sent.values()].sort()).toEqual([1, 1, 2, 2, 2, 2]);
    const ledger = await settled(jobId);
    expect(stub.billedMicros).toBe(5 * IMAGE_MICROS + 2 * BLOCKED_MICROS);
    expect(ledger).toMatchObject({ settled: stub.billedMicros, open: 0 });
    const missing = await db.generationAttempt.findMany({ where: { jobId, reservedMicros: { not: null } } });
    expect(missing).toMatchObject([{ code: "OVERLOADED", called: true, imageId: images.get("Missing")?.id }]);
    expect(images.get("Busy")).toMatchObject({ attempts: 1 });
  },
  LONG,
);

test(
  "a create whose answer is lost is looked for, and sent again only where Google does not have it",
  async () => {
    stub.onCreate = (nth) => (nth === 1 ? { ...errorReply(504, "Deadline."), after: true } : null);
    const made = await overnight(["Lamp"]);
    expect(await finishedJob(made, LONG)).toMatchObject({ completedImages: 1 });
    expect(stub.sent).toEqual(new Map([["Lamp", 1]]));
    stub.onCreate = (nth) => (nth === 2 ? { hangUp: true } : null);
    const lost = await overnight(["Cup"]);
    expect(await finishedJob(lost, LONG)).toMatchObject({ completedImages: 1 });
    expect(stub.sent.get("Cup")).toBe(1);
    expect(stub.requests.filter((path) => path.startsWith("GET /v1beta/batches?")).length).toBeGreaterThan(1);
    expect(await settled(lost)).toEqual({ settled: IMAGE_MICROS, maybe: 0, open: 0 });
  },
  LONG,
);

test(
  "a 429 on create, and a failing upload or download, wait and cost nothing",
  async () => {
    stub.onUpload = (nth) => (nth === 1 ? errorReply(503, "Later.") : null);
    stub.onCreate = (nth) => (nth === 1 ? errorReply(429, "Too many batches.") : null);
    stub.onDownload = (nth) => (nth === 1 ? errorReply(503, "Later.") : null);
    const jobId = await overnight(["Lamp", "Cup"]);
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 2 });
    expect(stub.batches.size).toBe(1);
    expect(await settled(jobId)).toEqual({ settled: stub.billedMicros, maybe: 0, open: 0 });
  },
  LONG,
);

test(
  "a refusal of the whole batch ends its images as a refused call does",
  async () => {
    stub.onCreate = () => errorReply(404, "models/x is not found.");
    const jobId = await overnight(["Lamp", "Cup"]);
    expect(await finishedJob(jobId, LONG)).toMatchObject({ status: "FAILED", stopCode: "MODEL_GONE" });
    await expect.poll(() => settled(jobId)).toEqual({ settled: 0, maybe: 0, open: 0 });
    await expect.poll(batchStates).toEqual(["FAILED"]);
  },
  LONG,
);

test(
  "a batch that never starts is cancelled at the deadline, and what is left is asked for in the other tier",
  async () => {
    stub.looks = Number.POSITIVE_INFINITY;
    const jobId = await overnight(["Lamp", "Cup"], { thenTier: "standard", deadlineHours: 3 });
    await expect.poll(() => stub.batches.size, { timeout: 30_000 }).toBe(1);
    expect((await findJob(jobId))?.batches).toMatchObject({ coming: 2, batches: 1 });
    await db.generationJob.update({ where: { id: jobId }, data: { deadlineAt: new Date() } });
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 2 });
    expect(stub.calls.toSorted()).toEqual(["Cup", "Lamp"]);
    expect(await settled(jobId)).toEqual({ settled: 2 * 2 * IMAGE_MICROS, maybe: 0, open: 0 });
  },
  LONG,
);

test(
  "of a batch that is cancelled while it runs, rows that are made are kept",
  async () => {
    stub.looks = Number.POSITIVE_INFINITY;
    stub.onLook = (batch) => {
      if (batch.state === "PENDING") batch.state = "RUNNING";
      if (batch.cancels > 0) stub.looks = 0;
    };
    stub.row = ({ prompt }) => (prompt === "Lamp" ? imageRow() : { error: { code: 1 } });
    const jobId = await overnight(["Lamp", "Cup"], { thenTier: "flex", deadlineHours: 3 });
    await expect.poll(() => [...stub.batches.values()][0]?.state, { timeout: 30_000 }).toBe("RUNNING");
    await db.generationJob.update({ where: { id: jobId }, data: { deadlineAt: new Date() } });
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 2 });
    expect(stub.calls).toEqual(["Cup"]);
    expect((await imagesByTitle(jobId)).get("Cup")).toMatchObject({ attempts: 1 });
  },
  LONG,
);

test(
  "images of a cancelled job that come back are billed and not counted",
  async () => {
    stub.looks = Number.POSITIVE_INFINITY;
    const jobId = await overnight(["Lamp", "Cup"]);
    await expect.poll(() => stub.batches.size, { timeout: 30_000 }).toBe(1);
    await expect.poll(batchStates).toEqual(["CREATED"]);
    const [batch] = stub.batches.values();
    if (batch) batch.state = "RUNNING";
    await commandJob(jobId, "cancel");
    await expect.poll(() => batch?.cancels, { timeout: 30_000 }).toBe(1);
    if (batch) await stub.finish(batch);
    await expect.poll(batchStates, { timeout: 30_000 }).toEqual(["FETCHED"]);
    expect(await findJob(jobId)).toMatchObject({ status: "CANCELLED", completedImages: 0, cancelledImages: 2 });
    expect(await settled(jobId)).toEqual({ settled: stub.billedMicros, maybe: 0, open: 0 });
  },
  LONG,
);

test(
  "a paused job sends no batch, takes what was sent, and sends the rest once it is resumed",
  async () => {
    Object.assign(env(), { GEMINI_BATCH_POLL_SECONDS: 2 });
    const jobId = await overnight(["Lamp", "Cup"]);
    await expect
      .poll(() => db.generationTask.count({ where: { batchId: { not: null } } }), { timeout: 20_000 })
      .toBe(2);
    await commandJob(jobId, "pause");
    await expect.poll(batchStates, { timeout: 30_000 }).toEqual(["FAILED"]);
    expect(stub.batches.size).toBe(0);
    expect(await db.generationTask.groupBy({ by: ["status"], where: { jobId } })).toEqual([{ status: "QUEUED" }]);
    Object.assign(env(), { GEMINI_BATCH_POLL_SECONDS: 1 });
    await commandJob(jobId, "resume");
    await expect.poll(() => stub.batches.size, { timeout: 30_000 }).toBe(1);
    await commandJob(jobId, "pause");
    await expect.poll(async () => (await findJob(jobId))?.completedImages, { timeout: 30_000 }).toBe(2);
    expect(await settled(jobId)).toEqual({ settled: 2 * IMAGE_MICROS, maybe: 0, open: 0 });
  },
  LONG,
);
