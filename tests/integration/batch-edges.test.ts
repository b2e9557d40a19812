import { randomBytes } from "node:crypto";
import { stat, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DELETE as DELETE_JOB } from "#app/api/jobs/[id]/route.ts";
import { findBatch } from "#lib/db/batches.ts";
import { db } from "#lib/db/client.ts";
import { uploadFile } from "#lib/gemini/files.ts";
import { writeBatchFile } from "#lib/generation/batch-file.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { abandonBatch } from "#lib/generation/work-batch.ts";
import { store } from "#lib/storage/storage.ts";
import { withTemporaryFile } from "#lib/storage/transit.ts";
import { repairMessages } from "#lib/upkeep/repair-messages.ts";
import { useBatchEngine } from "#tests/support/batch-engine.ts";
import { IMAGE_MICROS, imageRow, rowOf } from "#tests/support/batch-stub.ts";
import { imagesByTitle, startJob } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { imageReply } from "#tests/support/gemini-stub.ts";
import { context, request } from "#tests/support/request.ts";

const { stub, access, stopWorker, restartWorker } = await useBatchEngine();

const never = new AbortController().signal;
const LONG = 60_000;
const WAIT = { timeout: 30_000 };
const overnight = (titles: string[]) => startJob(titles, { tier: "batch" });
const inBatch = () => db.generationTask.count({ where: { batchId: { not: null } } });

async function ledger() {
  const { _sum } = await db.generationAttempt.aggregate({ _sum: { costMicros: true, reservedMicros: true } });
  const open = await db.generationAttempt.count({ where: { code: null } });
  return { settled: Number(_sum.costMicros ?? 0), maybe: Number(_sum.reservedMicros ?? 0), open };
}

/** Joined, and no worker works on the batch. */
async function planned(titles: string[]) {
  const jobId = await overnight(titles);
  await expect.poll(inBatch, WAIT).toBe(titles.length);
  await stopWorker();
  return { jobId, batch: await db.batch.findFirstOrThrow() };
}

test(
  "what a file has no room for waits for another batch",
  async () => {
    const { batch } = await planned(["Lamp", "Cup"]);
    await withTemporaryFile(async (path) => {
      const written = await writeBatchFile(path, batch.id, store(), never, 1);
      expect(written).toMatchObject({ images: 1, tooMany: [expect.objectContaining({ tier: "batch" })], refused: [] });
      expect((await stat(path)).size).toBe(written.bytes);
    });
  },
  LONG,
);

test(
  "a file goes up in pieces",
  async () => {
    await withTemporaryFile(async (path) => {
      const text = randomBytes(10 * 1024 ** 2).toString("hex");
      await writeFile(path, text);
      const name = await uploadFile(access, { path, bytes: text.length, displayName: "large" }, never);
      expect(stub.files.get(name)).toBe(text);
      expect(stub.requests.filter((path) => path.startsWith("POST /put/"))).toHaveLength(3);
    });
  },
  LONG,
);

test(
  "an image whose photo is gone ends by itself, and is not sent",
  async () => {
    const { jobId } = await planned(["Lamp", "Cup"]);
    const lamp = (await imagesByTitle(jobId)).get("Lamp");
    const photo = await db.sourceImage.findUniqueOrThrow({ where: { id: lamp?.sourceImageId ?? "" } });
    await store().remove(photo.storageKey);
    await restartWorker();
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 1, failedImages: 1 });
    expect((await imagesByTitle(jobId)).get("Lamp")).toMatchObject({ errorCode: "SOURCE_MISSING" });
    expect(stub.sent).toEqual(new Map([["Cup", 1]]));
    expect(await ledger()).toEqual({ settled: IMAGE_MICROS, maybe: 0, open: 0 });
  },
  2 * LONG,
);

test(
  "a source photo that is sent back is no image",
  async () => {
    stub.row = ({ photo }) => rowOf(imageReply(Buffer.from(photo, "base64")));
    const jobId = await overnight(["Lamp"]);
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 0, failedImages: 1 });
    expect((await imagesByTitle(jobId)).get("Lamp")).toMatchObject({ errorCode: "NO_IMAGE", attempts: 3 });
    expect(await ledger()).toEqual({ settled: stub.billedMicros, maybe: 0, open: 0 });
  },
  2 * LONG,
);

test(
  "what an expired batch did not make is asked for by calls",
  async () => {
    stub.endState = "EXPIRED";
    stub.row = ({ prompt }) => (prompt === "Lamp" ? imageRow() : null);
    const jobId = await overnight(["Lamp", "Cup"]);
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 2 });
    expect(stub.calls).toEqual(["Cup"]);
    expect(stub.batches.size).toBe(1);
  },
  2 * LONG,
);

test(
  "a batch whose message is lost gets another one",
  async () => {
    const { jobId } = await planned(["Lamp"]);
    await db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'batch'`;
    expect(await repairMessages(never)).toMatchObject({ images: 0, batches: 1 });
    expect(await repairMessages(never)).toMatchObject({ images: 0, batches: 0 });
    await restartWorker();
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: 1 });
  },
  2 * LONG,
);

test(
  "what a batch cost is settled also where its job was deleted meanwhile",
  async () => {
    stub.looks = Number.POSITIVE_INFINITY;
    const jobId = await overnight(["Lamp"]);
    await expect.poll(async () => (await db.batch.findFirst())?.state, WAIT).toBe("CREATED");
    const [batch] = stub.batches.values();
    if (batch) batch.state = "RUNNING";
    await commandJob(jobId, "cancel");
    expect((await DELETE_JOB(request("/", { method: "DELETE" }), context({ id: jobId }))).status).toBeLessThan(300);
    if (batch) await stub.finish(batch);
    await expect.poll(async () => (await db.batch.findFirst())?.state, WAIT).toBe("FETCHED");
    expect(await ledger()).toEqual({ settled: IMAGE_MICROS, maybe: 0, open: 0 });
  },
  LONG,
);

test(
  "a batch on which processes die is given up: unsent for nothing, sent as maybe billed",
  async () => {
    const deps = { queue: "batch" as const, access, store: store(), signal: never };
    const { batch } = await planned(["Lamp"]);
    const delivery = { id: batch.messageId, retryCount: 3 };
    await abandonBatch(batch.id, delivery, deps);
    expect(await db.generationTask.findFirst()).toMatchObject({ status: "QUEUED", crashes: 1, batchId: null });
    expect(await ledger()).toEqual({ settled: 0, maybe: 0, open: 0 });
    stub.looks = Number.POSITIVE_INFINITY;
    await restartWorker();
    await expect.poll(() => stub.batches.size, WAIT).toBe(1);
    await expect.poll(() => db.batch.count({ where: { state: "CREATED" } }), WAIT).toBe(1);
    await stopWorker();
    const sent = await db.batch.findFirstOrThrow({ where: { state: "CREATED" } });
    await abandonBatch(sent.id, { id: sent.messageId, retryCount: 3 }, deps);
    expect(await findBatch(sent.id, sent.messageId)).toBeNull();
    expect(await db.generationTask.findFirst()).toMatchObject({ status: "QUEUED", attempts: 1 });
    const { settled, maybe } = await ledger();
    expect(settled).toBe(0);
    expect(maybe).toBeGreaterThan(IMAGE_MICROS);
  },
  2 * LONG,
);
