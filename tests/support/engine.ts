import { afterAll, afterEach, beforeEach } from "vitest";
import { db } from "#lib/db/client.ts";
import { type Env, env } from "#lib/env.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import type { TierChoice } from "#lib/schemas/tier.ts";
import { startWorker, type Worker } from "#lib/worker.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { drawReply, GeminiStub } from "#tests/support/gemini-stub.ts";

type Settings = { concurrency?: number; timeoutMs?: number; maxAttempts?: number };

/** Each test gets an empty database, a drawing Gemini stub, and a worker. */
export async function useEngine({ concurrency = 1, timeoutMs = 2_000, maxAttempts = 5 }: Settings = {}): Promise<{
  stub: GeminiStub;
  /** Before the end of the test. */
  stopWorker: () => Promise<void>;
  /** With other settings, until the end of the test. */
  restartWorker: (settings?: Partial<Env>) => Promise<void>;
}> {
  const stub = new GeminiStub();
  Object.assign(process.env, {
    GEMINI_API_KEY: "test-key",
    GEMINI_BASE_URL: `${await stub.listen()}/v1beta/`,
    GEMINI_TIMEOUT_MS: String(timeoutMs),
    GENERATION_CONCURRENCY: String(concurrency),
    GENERATION_MAX_ATTEMPTS: String(maxAttempts),
  });
  let worker: Worker | null = null;
  const stopWorker = async () => {
    await worker?.stop();
    worker = null;
  };
  const usual = { ...env() };
  const restartWorker = async (settings: Partial<Env> = {}) => {
    await stopWorker();
    Object.assign(env(), settings);
    worker = await startWorker();
  };
  useDatabase();
  beforeEach(async () => {
    stub.calls.length = 0;
    stub.reply = drawReply;
    worker = await startWorker();
  });
  afterEach(async () => {
    await stopWorker();
    Object.assign(env(), usual);
  });
  afterAll(() => stub.close());
  return { stub, stopWorker, restartWorker };
}

/** One product per title, which is also the prompt. Returns the job's id. */
export async function startJob(titles: string[], tier: TierChoice = {}): Promise<string> {
  const productIds = await Promise.all(titles.map((title) => makeProduct({ title, photos: ["PT01"] })));
  const imageTypeId = await makeImageType("{{product_title}}");
  return (await startBulkGeneration({ productIds, variant: "PT01", imageTypeId, ...tier }, null)).jobId;
}

export async function imagesByTitle(jobId: string) {
  const rows = await db.generationTask.findMany({
    where: { jobId },
    include: { product: { select: { title: true } } },
    orderBy: { id: "asc" },
  });
  return new Map(rows.map((row) => [row.product?.title ?? "", row]));
}
