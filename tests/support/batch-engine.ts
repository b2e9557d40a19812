import { afterAll, afterEach, beforeEach } from "vitest";
import { startWorker, type Worker } from "#lib/worker.ts";
import { useDatabase } from "#tests/support/app.ts";
import { BatchStub } from "#tests/support/batch-stub.ts";

/** A database and, in each test, a worker that calls a stub of Google's batches. */
export async function useBatchEngine(concurrency = 4) {
  const stub = new BatchStub();
  const access = { apiKey: "test-key", baseUrl: await stub.listen() };
  Object.assign(process.env, {
    GEMINI_API_KEY: access.apiKey,
    GEMINI_BASE_URL: access.baseUrl,
    GENERATION_CONCURRENCY: String(concurrency),
    GEMINI_BATCH_POLL_SECONDS: "1",
  });
  let worker: Worker | null = null;
  const restartWorker = async () => {
    worker = await startWorker();
  };
  const stopWorker = async () => {
    await worker?.stop();
    worker = null;
  };
  useDatabase();
  beforeEach(() => {
    stub.reset();
    return restartWorker();
  });
  afterEach(stopWorker);
  afterAll(() => stub.close());
  return { stub, access, stopWorker, restartWorker };
}
