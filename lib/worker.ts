import "server-only";
import { randomUUID } from "node:crypto";
import { removeObjects as removeUnneeded } from "#lib/catalog/remove-objects.ts";
import { transaction } from "#lib/db/client.ts";
import { isDatabaseTrouble } from "#lib/db/trouble.ts";
import { startDemoModel } from "#lib/embedded/demo-model.ts";
import { env } from "#lib/env.ts";
import { geminiModel } from "#lib/gemini.ts";
import { accountOf } from "#lib/generation/account.ts";
import { withDeadline } from "#lib/generation/call-deadline.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { Gate } from "#lib/generation/gate.ts";
import { type GenerateImageDeps, generateImage } from "#lib/generation/generate-image.ts";
import { imageRows } from "#lib/generation/image-rows.ts";
import { modelInfo } from "#lib/generation/model.ts";
import { sendJob } from "#lib/generation/send-job.ts";
import { startHeartbeat } from "#lib/heartbeat.ts";
import type { ImageModel } from "#lib/image-model.ts";
import { runImport } from "#lib/import/run-import.ts";
import { log } from "#lib/log.ts";
import { sendNotice } from "#lib/notices/job-notice.ts";
import { lasting } from "#lib/outlast.ts";
import { type Delivery, enqueue, settle } from "#lib/queue/boss.ts";
import { type Consumer, consume, wake } from "#lib/queue/consume.ts";
import { checkStoredImage } from "#lib/review/check-image.ts";
import { makeFix } from "#lib/review/fix-image.ts";
import { patientStore } from "#lib/storage/patient-store.ts";
import { store } from "#lib/storage/storage.ts";
import { isStoreError } from "#lib/storage/store.ts";

/** What a call may take beyond its own timeout. */
const GRACE_MS = 60_000;
const SMALL_IMPORTS = 3;
const LARGE_IMPORTS = 2;

async function imageModel(): Promise<ImageModel> {
  const { GEMINI_API_KEY: apiKey, GEMINI_BASE_URL: baseUrl, GEMINI_TIMEOUT_MS: timeoutMs } = env();
  const { model } = modelInfo();
  const callable = apiKey
    ? geminiModel({ apiKey, baseUrl, model, timeoutMs })
    : geminiModel({ apiKey: "demo", baseUrl: await startDemoModel(), model, timeoutMs });
  return withDeadline(callable, timeoutMs + GRACE_MS);
}

/** Longer than any call: another one may go first after a hold once this is over. */
const LEASE_BEYOND_CALL_MS = 15_000;

/** The outside world of one image. Where the database or the store is away, its image waits for it, and nobody calls Google. */
function dependencies(
  { model, gate, maxAttempts }: Pick<GenerateImageDeps, "model" | "maxAttempts"> & { gate: Gate },
  image: { imageId: string; delivery: Delivery; signal: AbortSignal },
): GenerateImageDeps {
  const { imageId, delivery, signal } = image;
  const caller = { account: accountOf(), leaseMs: env().GEMINI_TIMEOUT_MS + LEASE_BEYOND_CALL_MS };
  const inDatabase = {
    signal,
    passes: isDatabaseTrouble,
    onFailure: (error: unknown) => log().warn({ imageId, err: error }, "waiting for the database"),
  };
  const lastingGate = lasting(gate, inDatabase);
  const inStore = {
    signal,
    passes: isStoreError,
    onFailure(error: unknown) {
      log().warn({ imageId, err: error }, "waiting for the image store");
      return lastingGate.storeAway();
    },
  };
  return {
    model,
    maxAttempts,
    gate: lastingGate,
    rows: lasting(imageRows(imageId, delivery, caller), inDatabase),
    store: lasting(store(), inStore),
  };
}

/** Sets this process to the queue of images, at most GENERATION_CONCURRENCY at once. */
async function makeImages(): Promise<Consumer> {
  const { GENERATION_CONCURRENCY: concurrency, GENERATION_MAX_ATTEMPTS: maxAttempts } = env();
  const model = await imageModel();
  const gate = new Gate(concurrency, accountOf());
  return consume("generate-image", {
    capacity: () => gate.capacity(),
    ready: (signal) => gate.open(signal),
    async handle({ imageId }, delivery, signal) {
      const started = performance.now();
      const deps = dependencies({ model, gate, maxAttempts }, { imageId, delivery, signal });
      const report = await generateImage(deps, signal);
      if (report.outcome === "COMPLETED") wake("check-image");
      if (report.outcome === "NOTHING") return;
      log().info({ imageId, ...report, maxAttempts, ms: Math.round(performance.now() - started) }, "image worked on");
    },
  });
}

function workOnJobs(
  queue: "fill-job" | "send-job",
  work: (jobId: string, signal: AbortSignal) => Promise<void>,
): Consumer {
  return consume(queue, {
    capacity: () => 1,
    ready: async () => {},
    async handle({ jobId }, delivery, signal) {
      await work(jobId, signal);
      await transaction((tx) => settle(tx, queue, delivery));
    },
  });
}

function checkImages(): Consumer {
  return consume("check-image", {
    capacity: () => 1,
    ready: async () => {},
    async handle({ imageId }, delivery, signal) {
      await checkStoredImage(imageId, patientStore({ imageId }, signal));
      await transaction((tx) => settle(tx, "check-image", delivery));
    },
  });
}

function fixImages(): Consumer {
  return consume("fix-image", {
    capacity: () => 1,
    ready: async () => {},
    handle: (message, delivery, signal) => makeFix(message, delivery, patientStore({ ...message }, signal)),
  });
}

function sendNotices(): Consumer {
  return consume("job-notice", {
    capacity: () => 1,
    ready: async () => {},
    handle: sendNotice,
  });
}

function removeObjects(): Consumer {
  return consume("remove-objects", {
    capacity: () => 1,
    ready: async () => {},
    async handle(removal, delivery, signal) {
      await removeUnneeded(patientStore({ objects: removal.keys.length }, signal), removal, signal);
      await transaction((tx) => settle(tx, "remove-objects", delivery));
    },
  });
}

/** Sets this process to imports: `import-now` are small files that a caller waits for, links are fetched for the other queue only. */
function takeImports(queue: "import-now" | "import", atOnce: number): Consumer {
  const mayFetch = queue === "import";
  return consume(queue, {
    capacity: () => atOnce,
    ready: async () => {},
    async handle({ importId }, delivery, signal) {
      const left = await runImport(importId, { mayFetch, signal });
      await transaction(async (tx) => {
        if (left === "links") {
          const messageId = randomUUID();
          await enqueue(tx, "import", [{ id: messageId, data: { importId }, priority: 0 }]);
        }
        await settle(tx, queue, delivery);
      });
      if (left === "links") wake("import");
    },
  });
}

/** A process's work on the queues. */
export type Worker = {
  /** Gives up the calls in flight; resolves once all work has been handed back. */
  stop(): Promise<void>;
};

function together(consumers: Worker[]): Worker {
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

/** Sets this process to what those who serve pages do themselves: small files that a caller waits for. */
export function startImporter(): Worker {
  return together([takeImports("import-now", SMALL_IMPORTS)]);
}

/** Sets this process to all queues. */
export async function startWorker(): Promise<Worker> {
  return together([
    await startHeartbeat(),
    await makeImages(),
    checkImages(),
    fixImages(),
    workOnJobs("fill-job", fillJob),
    workOnJobs("send-job", sendJob),
    sendNotices(),
    removeObjects(),
    takeImports("import-now", SMALL_IMPORTS),
    takeImports("import", LARGE_IMPORTS),
  ]);
}
