import { db, transaction } from "#lib/db/client.ts";
import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import { listResults } from "#lib/db/images/export-results.ts";
import { findProgress, listJobImages } from "#lib/db/images/read.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { accountOf } from "#lib/generation/account.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { imageRows } from "#lib/generation/image-rows.ts";
import { plainJob } from "#lib/generation/plan-job.ts";
import { loadPrompt } from "#lib/generation/prompts.ts";
import { startJob } from "#lib/generation/start-job.ts";
import { readMetrics } from "#lib/metrics.ts";
import { makeImageType } from "#tests/support/factories.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";

// A job that is started as large ones are, for tests in which a command rewrites two tasks itself and the sweep does the others.

const never = new AbortController().signal;
export const PRODUCTS = 8;

export async function noteJob(): Promise<string> {
  await makeManyProducts(PRODUCTS);
  const prompt = await loadPrompt({ imageTypeId: await makeImageType("Show {{product_title}}") });
  const selection = { exceptProductIds: [] };
  return (await transaction((tx) => startJob(tx, plainJob(selection, "PT01", prompt)))).jobId;
}

export async function startedJob(): Promise<string> {
  const jobId = await noteJob();
  await fillJob(jobId, never);
  return jobId;
}

export const tasksOf = (jobId: string) => db.generationTask.findMany({ where: { jobId }, orderBy: { turn: "asc" } });
export const statesOf = async (jobId: string) => (await tasksOf(jobId)).map(({ status }) => status);

export async function endOne(jobId: string, status: "FAILED" | "COMPLETED", turn: number): Promise<void> {
  await db.generationTask.updateMany({ where: { jobId, turn }, data: { status, errorCode: "NO_IMAGE" } });
  const counter = status === "FAILED" ? "failedImages" : "completedImages";
  await db.generationJob.update({ where: { id: jobId }, data: { [counter]: { increment: 1 } } });
}

export async function claim(jobId: string, turn: number) {
  const task = (await tasksOf(jobId))[turn];
  if (!task) throw new Error("The job has no such image.");
  const delivery = () => ({ id: task.messageId ?? "", retryCount: 0 });
  const caller = { queue: "generate-demo-image" as const, account: accountOf() };
  const rows = imageRows(task.id, { delivery, keepWith: () => {} }, caller);
  return { rows, image: await rows.claim() };
}

export async function claimed(jobId: string, turn: number) {
  const { rows, image } = await claim(jobId, turn);
  if (!image) throw new Error("There is nothing to claim.");
  return { rows, image };
}

export const stored = ({ id }: ClaimedImage) => ({
  storageKey: `generated-images/${id}`,
  mimeType: "image/png",
  width: 9,
  height: 9,
  bytes: 9,
  sha256: id,
});
export const made = {
  code: "COMPLETED",
  message: null,
  counted: { usage: null, modelVersion: null, tier: null },
  callMs: 1_000,
  bill: null,
};

const failure = { code: "NO_IMAGE", message: null, counted: null, callMs: 1_000, bill: null };

/** Ends the job without an image. */
export async function failAll(jobId: string): Promise<void> {
  const ended = { status: "FAILED", errorCode: "NO_IMAGE", attempts: 2, claims: 1, endedAt: new Date() } as const;
  await db.generationTask.updateMany({ where: { jobId }, data: ended });
  const data = { status: "FAILED", failedImages: PRODUCTS, finishedAt: new Date() } as const;
  await db.generationJob.update({ where: { id: jobId }, data });
  await db.$executeRaw`DELETE FROM pgboss.job`;
}

export async function failedJob(): Promise<string> {
  const jobId = await startedJob();
  await failAll(jobId);
  return jobId;
}

export async function claimNext(jobId: string) {
  return claimed(jobId, (await statesOf(jobId)).indexOf("QUEUED"));
}

export async function failNext(jobId: string, stopsJob = false): Promise<void> {
  const { rows, image } = await claimNext(jobId);
  await rows.end(image, { kind: "fail", end: failure, stopsJob });
}

export const inState = async (jobId: string, state: string) =>
  (await statesOf(jobId)).filter((status) => status === state).length;

/** Waiting tasks that have their message. */
export async function sent(jobId: string): Promise<number> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT FROM "GenerationTask" t JOIN pgboss.job m ON m.id = t."messageId"
    WHERE t."jobId" = ${jobId} AND t.status = 'QUEUED' AND m.state = 'created'`;
  return rows.length;
}

/** All that is shown of a job and its images. */
export async function shown(jobId: string) {
  const results = [];
  for await (const { status, errorMessage } of listResults(jobId)) results.push([status, errorMessage]);
  const lists = ["QUEUED", "GENERATING", "CANCELLED", "FAILED", "COMPLETED", undefined] as const;
  const images = await Promise.all(lists.map((status) => listJobImages(jobId, { status, limit: 200 })));
  const tasks = await tasksOf(jobId);
  return {
    job: await findJob(jobId),
    images: images.map((list) => list.images),
    results,
    metrics: await readMetrics(),
    progress: await findProgress(tasks.map(({ id }) => id)),
  };
}
