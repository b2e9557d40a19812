import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { DELETE as DELETE_JOB } from "#app/api/jobs/[id]/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { deletePartOfJob, hideJob } from "#lib/db/images/removal.ts";
import { takeTask } from "#lib/db/tasks.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { boss, enqueue } from "#lib/queue/boss.ts";
import type { QueueName } from "#lib/queue/queues.ts";
import { fixImage } from "#lib/review/versions.ts";
import { repairMessages } from "#lib/upkeep/repair-messages.ts";
import { tidy } from "#lib/upkeep/tidy.ts";
import { useDatabase } from "#tests/support/app.ts";
import { startJob } from "#tests/support/engine.ts";
import { makeFinishedJob, makeGeneratedImage } from "#tests/support/generated-images.ts";
import { context, request } from "#tests/support/request.ts";

useDatabase();

const NOTHING = { images: 0, jobs: 0, batches: 0, imports: 0, messages: 0 };
const repair = () => repairMessages(new AbortController().signal);
type Waiting = { id: string; imageId?: string; jobId?: string; importId?: string; size?: number };
const waiting = async (name: QueueName): Promise<Waiting[]> =>
  (await (await boss()).findJobs<Omit<Waiting, "id">>(name, { queued: true })).map(({ id, data }) => ({ ...data, id }));
const imagesOf = async (jobId: string) => db.generationTask.findMany({ where: { jobId }, orderBy: { id: "asc" } });
const drop = async (id: string | null | undefined) =>
  db.$executeRaw`DELETE FROM pgboss.job WHERE id = ${id ?? ""}::uuid`;

test("an image whose message is gone, or was given up, gets another one; others keep theirs", async () => {
  const jobId = await startJob(["A", "B", "C", "D"]);
  const [gone, failed, lost, sound] = await imagesOf(jobId);
  await drop(gone?.messageId);
  await db.$executeRaw`UPDATE pgboss.job SET state = 'failed' WHERE id = ${failed?.messageId ?? ""}::uuid`;
  await db.generationTask.update({ where: { id: lost?.id ?? "" }, data: { status: "GENERATING", claims: 1 } });
  await drop(lost?.messageId);
  expect(await repair()).toEqual({ ...NOTHING, images: 3 });
  const after = await imagesOf(jobId);
  expect(after.map(({ status }) => status)).toEqual(Array(4).fill("QUEUED"));
  expect(after[3]?.messageId).toBe(sound?.messageId);
  const messages = await waiting("generate-demo-image");
  expect(new Set(messages.map(({ id, imageId }) => `${imageId} ${id}`))).toEqual(
    new Set(after.map(({ id, messageId }) => `${id} ${messageId}`)),
  );
  expect(await repair()).toEqual(NOTHING);
});

test("images of a paused job, and of one whose messages are being sent, get none", async () => {
  const jobId = await startJob(["A", "B"]);
  await commandJob(jobId, "pause");
  expect(await repair()).toEqual(NOTHING);
  const [image] = await imagesOf(jobId);
  await db.generationTask.update({ where: { id: image?.id ?? "" }, data: { status: "GENERATING" } });
  await drop(image?.messageId);
  expect(await repair()).toEqual({ ...NOTHING, images: 1 });
  expect([(await imagesOf(jobId))[0]?.status, await waiting("generate-demo-image")]).toEqual(["QUEUED", []]);
  await commandJob(jobId, "resume");
  expect(await repair()).toEqual(NOTHING);
  expect(await waiting("send-job")).toHaveLength(1);
});

test("a message that would find nothing to do is dropped", async () => {
  const jobId = await startJob(["A"]);
  const [image] = await imagesOf(jobId);
  const ended = await makeGeneratedImage();
  const stale = [image?.id ?? "", ended, "gone"].map((imageId) => ({ data: { imageId } }));
  await transaction((tx) => enqueue(tx, "generate-demo-image", stale));
  expect(await repair()).toEqual({ ...NOTHING, messages: 3 });
  expect((await waiting("generate-demo-image")).map(({ id }) => id)).toEqual([image?.messageId]);
});

test("a fix, a job that is not written out and an import get their messages again", async () => {
  const fix = await fixImage(await makeGeneratedImage(), { size: 2_000 });
  const jobId = await makeFinishedJob();
  await db.draftBlock.create({ data: { jobId, firstTurn: 0, productIds: ["p"], sourceImageIds: ["s"] } });
  const facts = { fileName: "a.csv", bytes: 1n };
  const { id: importId } = await db.import.create({ data: { ...facts, status: "PROCESSING" } });
  for (const status of ["DRAFT", "COMPLETED"] as const) await db.import.create({ data: { ...facts, status } });
  for (const { id } of await waiting("fix-image")) await drop(id);
  expect(await repair()).toEqual({ images: 1, jobs: 1, batches: 0, imports: 1, messages: 0 });
  expect(await waiting("fix-image")).toMatchObject([{ imageId: fix?.id, size: 2_000 }]);
  expect([await waiting("fill-job"), await waiting("import")]).toMatchObject([[{ jobId }], [{ importId }]]);
  expect(await repair()).toEqual(NOTHING);
});

test("deletes old answers to keys and old lists of failed rows, and nothing younger", async () => {
  const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
  const key = (name: string, age: number) => ({ key: name, requestHash: "", response: {}, createdAt: hours(age) });
  await db.idempotencyKey.createMany({ data: [key("old", 25), key("young", 23)] });
  for (const days of [91, 89]) {
    const { id } = await db.import.create({
      data: {
        fileName: `${days}`,
        bytes: 1n,
        status: "COMPLETED",
        finishedAt: hours(24 * days),
        errorCount: 1,
        hasFailedRows: true,
      },
    });
    await db.importError.create({ data: { importId: id, row: 2, code: "BAD_ASIN", message: "Bad." } });
  }
  await tidy(new AbortController().signal);
  expect(await db.idempotencyKey.findMany({ select: { key: true } })).toEqual([{ key: "young" }]);
  expect(
    await db.import.findMany({ orderBy: { fileName: "desc" }, select: { hasFailedRows: true, errorCount: true } }),
  ).toEqual([
    { hasFailedRows: false, errorCount: 1 },
    { hasFailedRows: true, errorCount: 1 },
  ]);
  expect(await db.importError.count()).toBe(1);
  expect(await waiting("remove-objects")).toHaveLength(1);
});

test("ends the deletion of a job that its process did not end", async () => {
  const jobId = await makeFinishedJob({ images: 2 });
  for (const _ of [1, 2]) await makeGeneratedImage({ jobId });
  await transaction(async (tx) => {
    await hideJob(tx, jobId);
    await deletePartOfJob(tx, jobId, 1);
  });
  expect(await repair()).toMatchObject({ jobs: 1 });
  expect(await waiting("sweep-job")).toMatchObject([{ jobId }]);
  await sweepJob(jobId, new AbortController().signal);
  expect(await db.generationJob.count({ where: { id: jobId } })).toBe(0);
});

test("a call whose image was cancelled before its process died ends after an hour; one that may be in flight does not", async () => {
  const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
  const cancelled = await makeGeneratedImage();
  await db.generationTask.update({ where: { id: cancelled }, data: { status: "CANCELLED" } });
  const inFlight = await makeGeneratedImage();
  await db.generationTask.update({ where: { id: inFlight }, data: { status: "GENERATING", claims: 1 } });
  const call = { round: 0, claim: 1, called: true, counted: false };
  await db.generationAttempt.createMany({
    data: [
      { ...call, imageId: cancelled, startedAt: hours(2) },
      { ...call, imageId: cancelled, claim: 2, startedAt: hours(0.5) },
      { ...call, imageId: inFlight, startedAt: hours(2) },
      { ...call, imageId: randomUUID(), startedAt: hours(2) },
    ],
  });
  await tidy(new AbortController().signal);
  const codes = await db.generationAttempt.findMany({ orderBy: { id: "asc" }, select: { code: true } });
  expect(codes.map(({ code }) => code)).toEqual(["CRASHED", null, null, "CRASHED"]);
});

test("attempts, the record of what calls cost, outlive their job", async () => {
  const jobId = await makeFinishedJob();
  const imageId = await makeGeneratedImage({ jobId });
  await db.generationAttempt.create({
    data: {
      imageId,
      jobId,
      round: 0,
      called: true,
      code: "COMPLETED",
      counted: true,
      startedAt: new Date(),
      callMs: 9,
    },
  });
  expect((await DELETE_JOB(request("/", { method: "DELETE" }), context({ id: jobId }))).status).toBe(204);
  expect(await db.generationAttempt.findMany()).toMatchObject([{ imageId, jobId, callMs: 9 }]);
});

test("a task is taken by one process of the fleet per interval", async () => {
  const takes = () => Promise.all([1, 2, 3].map(() => takeTask("tidy", 3_600_000)));
  expect((await takes()).filter(Boolean)).toHaveLength(1);
  expect((await takes()).filter(Boolean)).toHaveLength(0);
  await db.$executeRaw`UPDATE "Task" SET "lastRunAt" = now() - interval '61 minutes'`;
  expect((await takes()).filter(Boolean)).toHaveLength(1);
});
