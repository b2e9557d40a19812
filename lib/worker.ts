import "server-only";
import { awaitBackups, runBackup } from "#lib/backup/run-backup.ts";
import { transaction } from "#lib/db/client.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { startDemoModel } from "#lib/demo/demo-model.ts";
import { env } from "#lib/env.ts";
import type { GeminiAccess } from "#lib/gemini/api.ts";
import { modelInfo } from "#lib/gemini/model-info.ts";
import { generateImage } from "#lib/gemini.ts";
import { accountOf } from "#lib/generation/account.ts";
import { startBudgetWatch } from "#lib/generation/budget.ts";
import { callDeadlineMs, callTimeoutMs, withDeadline } from "#lib/generation/call-deadline.ts";
import { fillJob, sendJob } from "#lib/generation/fill-job.ts";
import { Gate } from "#lib/generation/gate.ts";
import type { MakeImageDeps } from "#lib/generation/image-attempt.ts";
import { imageRows } from "#lib/generation/image-rows.ts";
import { makeImage } from "#lib/generation/make-image.ts";
import { saveAllKept, saveBytes, saveKept } from "#lib/generation/save-bytes.ts";
import { failJob } from "#lib/generation/stop-job.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { abandonBatch, workBatch } from "#lib/generation/work-batch.ts";
import { startHeartbeat } from "#lib/heartbeat.ts";
import { runImport } from "#lib/import/run-import.ts";
import { log } from "#lib/log.ts";
import { sendNotice } from "#lib/notices/job-notice.ts";
import { isOutage, oneByOne, simply } from "#lib/one-by-one.ts";
import { enqueue, settle } from "#lib/queue/boss.ts";
import { type Consumer, consume, type Held } from "#lib/queue/consume.ts";
import { startLookout } from "#lib/queue/lookout.ts";
import { batchQueue, imageQueue } from "#lib/queue/queues.ts";
import { checkStoredImage } from "#lib/review/check-image.ts";
import { giveUpFix, makeFix } from "#lib/review/fix-image.ts";
import { removeObjects } from "#lib/storage/remove-objects.ts";
import { discerningStore, retryingStore } from "#lib/storage/retrying-store.ts";
import { store } from "#lib/storage/storage.ts";
import { isStoreError } from "#lib/storage/store.ts";
import { holderName } from "#lib/storage/unsaved.ts";
import { retrying } from "#lib/with-retry.ts";

const SMALL_IMPORTS = 3;
const LARGE_IMPORTS = 2;

/** Google's model, or without a key the stand-in. */
async function geminiAccess(): Promise<GeminiAccess> {
  const { GEMINI_API_KEY: key, GEMINI_BASE_URL } = env();
  return { apiKey: key ?? "demo", baseUrl: key ? GEMINI_BASE_URL : await startDemoModel() };
}

export async function imageModels(): Promise<MakeImageDeps["model"]> {
  const options = await geminiAccess();
  return (model, tier) => {
    const timeoutMs = callTimeoutMs(tier);
    return withDeadline((call) => generateImage(call, { ...options, model, tier, timeoutMs }), callDeadlineMs(tier));
  };
}

type Shared = Pick<MakeImageDeps, "model" | "maxAttempts"> & { gate: Gate };
type Place = { held: Held } & Pick<MakeImageDeps, "bytesStored" | "othersRecorded">;

/** Where the database or the store is away, its image waits for it, and nobody calls Google. */
function dependencies(
  { model, gate, maxAttempts }: Shared,
  imageId: string,
  { held, bytesStored, othersRecorded }: Place,
): MakeImageDeps {
  const { signal } = held;
  const caller = {
    queue: imageQueue(modelInfo().model),
    account: accountOf(),
  };
  const inDatabase = {
    signal,
    isTransient: isDatabaseTrouble,
    onFailure: (error: unknown) => log().warn({ imageId, err: error }, "waiting for the database"),
  };
  const retryingGate = retrying(gate, inDatabase);
  const inStore = {
    signal,
    isTransient: isStoreError,
    onFailure(error: unknown) {
      log().warn({ imageId, err: error }, "waiting for the image store");
      return retryingGate.storeAway();
    },
  };
  const retryingStore = retrying(discerningStore(), inStore);
  return {
    model,
    maxAttempts,
    gate: retryingGate,
    rows: retrying(imageRows(imageId, held, caller), inDatabase),
    store: retryingStore,
    holder: holderName(),
    save: (id, bytes) => saveBytes(id, bytes, { store: store(), retryingStore }, signal),
    saveKept: (id) => saveKept(id, retryingStore),
    bytesStored,
    othersRecorded,
  };
}

async function makeImages(): Promise<Consumer> {
  const { GENERATION_CONCURRENCY: concurrency, GENERATION_MAX_ATTEMPTS: maxAttempts } = env();
  const model = await imageModels();
  const gate = new Gate(concurrency, accountOf());
  /** Images whose bytes are in the store and that are not recorded yet. */
  const storing = new Set<Promise<void>>();
  return consume(imageQueue(modelInfo().model), {
    capacity: () => gate.capacity(),
    ready: (signal) => gate.open(signal),
    isOutage,
    async handle({ imageId }, held) {
      const started = performance.now();
      const { promise: recorded, resolve: end } = Promise.withResolvers<void>();
      const place: Place = {
        held,
        bytesStored() {
          storing.add(recorded);
          held.leavePlace();
        },
        othersRecorded: () => Promise.all([...storing].filter((other) => other !== recorded)),
      };
      try {
        const report = await makeImage(dependencies({ model, gate, maxAttempts }, imageId, place), held.signal);
        if (report.outcome === "NOTHING") return;
        log().info({ imageId, ...report, maxAttempts, ms: Math.round(performance.now() - started) }, "image processed");
      } finally {
        storing.delete(recorded);
        end();
      }
    },
  });
}

function workOnJobs(): Consumer[] {
  return [
    simply("fill-job", ({ jobId }, signal) => fillJob(jobId, signal), {
      end: ({ jobId }, delivery) => failJob("fill-job", jobId, delivery),
    }),
    simply("send-job", ({ jobId }, signal) => sendJob(jobId, signal), {
      end: ({ jobId }, delivery) => failJob("send-job", jobId, delivery),
    }),
    simply("sweep-job", ({ jobId }, signal) => sweepJob(jobId, signal)),
  ];
}

async function workOnBatches(): Promise<Consumer> {
  const queue = batchQueue(modelInfo().model);
  const deps = { queue, access: await geminiAccess(), store: discerningStore() };
  return oneByOne(queue, ({ batchId }, delivery, signal) => workBatch(batchId, delivery, { ...deps, signal }), {
    end: ({ batchId }, delivery) => abandonBatch(batchId, delivery, { ...deps, signal: new AbortController().signal }),
  });
}

function workOnPictures(): Consumer[] {
  return [
    simply("check-image", ({ imageId }) => checkStoredImage(imageId, discerningStore())),
    oneByOne("fix-image", (message, delivery) => makeFix(message, delivery, discerningStore()), {
      end: ({ imageId }, delivery) => giveUpFix(imageId, delivery),
    }),
    simply("remove-objects", (removal, signal, { id }) => removeObjects(store(), removal, signal, id), {
      ready: awaitBackups,
    }),
  ];
}

/** `import-now` are small files that a caller waits for; links are fetched for the other queue only. */
function takeImports(queue: "import-now" | "import", atOnce: number): Consumer {
  const mayFetch = queue === "import";
  return consume(queue, {
    capacity: () => atOnce,
    ready: async () => {},
    isOutage,
    async handle({ importId }, { delivery, signal }) {
      const left = await runImport(importId, { mayFetch, signal, delivery: delivery() });
      await transaction(async (tx) => {
        if (left === "links") await enqueue(tx, "import", [{ data: { importId } }]);
        await settle(tx, queue, delivery());
      });
    },
  });
}

export type Worker = {
  /** Gives up the calls in flight; resolves once all work has been handed back. */
  stop(): Promise<void>;
};

function together(consumers: Worker[]): Worker {
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

/** An earlier process kept them on this machine because the store was away. */
function saveKeptImages(): Worker {
  const stopping = new AbortController();
  const target = retryingStore({ work: "images kept in DATA_DIR/unsaved" }, stopping.signal);
  const done = saveAllKept(target, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) log().error({ err: error }, "images kept in DATA_DIR/unsaved could not be stored");
  });
  return {
    async stop() {
      stopping.abort(new Error("The process is stopping."));
      await done;
    },
  };
}

/** Sets this process to what those who serve pages do themselves: small files that a caller waits for. */
export async function startImporter(): Promise<Worker> {
  return together([await startLookout(), takeImports("import-now", SMALL_IMPORTS)]);
}

export async function startWorker(): Promise<Worker> {
  return together([
    await startLookout(),
    await startHeartbeat(),
    startBudgetWatch(),
    saveKeptImages(),
    await makeImages(),
    await workOnBatches(),
    ...workOnPictures(),
    ...workOnJobs(),
    oneByOne("job-notice", sendNotice),
    simply("make-backup", runBackup),
    takeImports("import-now", SMALL_IMPORTS),
    takeImports("import", LARGE_IMPORTS),
  ]);
}
