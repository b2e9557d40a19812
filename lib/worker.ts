import "server-only";
import type { Job } from "pg-boss";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { claimImage, completeImage, failImage, releaseImage } from "#lib/db/images.ts";
import { startDemoModel } from "#lib/embedded/demo-model.ts";
import { env } from "#lib/env.ts";
import { geminiModel } from "#lib/gemini.ts";
import { type GenerateImageDeps, generateImage } from "#lib/generation/generate-image.ts";
import { modelInfo } from "#lib/generation/model.ts";
import type { ImageModel } from "#lib/image-model.ts";
import { log } from "#lib/log.ts";
import { boss, enqueue, registerWorker, settle, wakeWorker } from "#lib/queue/boss.ts";
import { PRIORITY, queues } from "#lib/queue/queues.ts";
import { store } from "#lib/storage/storage.ts";

const QUEUE = "generate-image";
const POLL_SECONDS = 0.5;
const HEARTBEAT_REFRESH_SECONDS = 1;

async function imageModel(): Promise<ImageModel> {
  const { GEMINI_API_KEY: apiKey, GEMINI_BASE_URL: baseUrl, GEMINI_TIMEOUT_MS: timeoutMs } = env();
  const { model } = modelInfo();
  if (apiKey) return geminiModel({ apiKey, baseUrl, model, timeoutMs });
  return geminiModel({ apiKey: "demo", baseUrl: await startDemoModel(), model, timeoutMs });
}

function dependencies(model: ImageModel, message: Job<object>): GenerateImageDeps {
  /** Changes the image's row and ends its message in one transaction, so that neither can be without the other. */
  const settled = (write: (tx: Transaction) => Promise<boolean>) =>
    transaction(async (tx) => {
      if (await write(tx)) await settle(tx, QUEUE, message);
    });
  return {
    model,
    store: store(),
    maxAttempts: env().GENERATION_MAX_ATTEMPTS,
    images: {
      claim: claimImage,
      complete: (image, stored, call) => settled((tx) => completeImage(tx, image, stored, call)),
      fail: (image, error, call) => settled((tx) => failImage(tx, image, error, call)),
      retry: (image, error, call, delayMs) =>
        settled(async (tx) => {
          const released = await releaseImage(tx, image, error, call);
          const startAfter = new Date(Date.now() + delayMs);
          if (released) await enqueue(tx, QUEUE, [{ imageId: image.id }], { priority: PRIORITY.retry, startAfter });
          return released;
        }),
    },
  };
}

async function work(model: ImageModel, message: Job<object>, stopping: AbortSignal): Promise<void> {
  const { imageId } = queues[QUEUE].message.parse(message.data);
  const started = performance.now();
  const facts = () => ({ imageId, ms: Math.round(performance.now() - started) });
  try {
    const report = await generateImage(
      imageId,
      dependencies(model, message),
      AbortSignal.any([message.signal, stopping]),
    );
    if (report.outcome !== "NOTHING") log().info({ ...facts(), ...report }, "image worked on");
  } catch (error) {
    if (!stopping.aborted) log().error({ ...facts(), err: error }, "image interrupted");
    throw error;
  }
}

/** A worker that runs in this process; `stop` aborts the call in flight, which hands its image back. */
export type Worker = { stop(): void };

/** Sets GENERATION_CONCURRENCY workers of this process to the queue. */
export async function startWorker(): Promise<Worker> {
  const [queue, model] = await Promise.all([boss(), imageModel()]);
  const stopping = new AbortController();
  const workerId = await queue.work(
    QUEUE,
    {
      localConcurrency: env().GENERATION_CONCURRENCY,
      pollingIntervalSeconds: POLL_SECONDS,
      heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS,
    },
    async (messages: Job<object>[]) => {
      for (const message of messages) await work(model, message, stopping.signal);
      await wakeWorker(QUEUE);
    },
  );
  registerWorker(QUEUE, workerId);
  return { stop: () => stopping.abort(new Error("The worker is stopping.")) };
}
