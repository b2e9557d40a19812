import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { GET as live } from "#app/api/health/live/route.ts";
import { GET as health } from "#app/api/health/route.ts";
import { db } from "#lib/db/client.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { StoreError } from "#lib/storage/store.ts";
import { holderName, keepUnsaved } from "#lib/storage/unsaved.ts";
import { startWorker, type Worker } from "#lib/worker.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { problem, request } from "#tests/support/request.ts";
import { hurryMessages } from "#tests/support/waiting-messages.ts";

const { stub, stopWorker } = await useEngine();
const SOON = { timeout: 20_000 };
const AWAY = new StoreError("STORE_UNAVAILABLE", "The image store does not answer.");

let worker: Worker | null = null;
const start = async () => {
  worker = await startWorker();
};
const stop = async () => {
  await worker?.stop();
  worker = null;
};
afterEach(async () => {
  await stop();
  await db.hold.deleteMany();
  await rm(dataPath("unsaved"), { recursive: true, force: true });
});

function keptFiles(): string[] {
  try {
    return readdirSync(dataPath("unsaved"));
  } catch {
    return [];
  }
}

async function imageOf(jobId: string) {
  const image = (await imagesByTitle(jobId)).get("A");
  if (!image) throw new Error("The job has no image.");
  return image;
}

/** Lets the store take nothing before `back` is called. */
function takeStoreAway(put: () => Promise<void>) {
  const spies = [vi.spyOn(store(), "put").mockImplementation(put), vi.spyOn(store(), "check").mockRejectedValue(AWAY)];
  const back = () => spies.forEach((spy) => void spy.mockRestore());
  onTestFinished(back);
  return back;
}

test.each([
  ["refuses", () => Promise.reject(AWAY)],
  ["does not answer", () => new Promise<void>(() => {})],
])(
  "a stop while the store %s keeps the picture on this machine: the next start stores it, with no second call",
  async (_how, put) => {
    await stopWorker();
    const jobId = await startJob(["A"]);
    const { id } = await imageOf(jobId);
    const back = takeStoreAway(put);
    await start();
    await vi.waitFor(() => expect(vi.mocked(store().put)).toHaveBeenCalled(), SOON);
    await stop();
    expect(keptFiles()).toEqual([id]);
    expect(await imageOf(jobId)).toMatchObject({ status: "QUEUED", unsavedBy: holderName(), attempts: 1 });
    expect(await store().get(generatedKey(id))).toBeNull();
    back();
    await db.hold.deleteMany();
    await start();
    expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
    expect(stub.calls).toHaveLength(1);
    expect(keptFiles()).toEqual([]);
    expect(await imageOf(jobId)).toMatchObject({ unsavedBy: null, attempts: 1 });
  },
);

test("a store that refuses one put and comes back is a hold, and nothing is kept in the end", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  const put = store().put;
  const seen: string[][] = [];
  let refused = 0;
  const spy = vi.spyOn(store(), "put").mockImplementation(async (key, bytes, type) => {
    if (key.startsWith("generated") && refused < 2) {
      refused += 1;
      throw AWAY;
    }
    seen.push(keptFiles());
    await put(key, bytes, type);
  });
  onTestFinished(() => spy.mockRestore());
  await start();
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1, failedImages: 0 });
  expect(stub.calls).toHaveLength(1);
  expect(seen[0]).toEqual([(await imageOf(jobId)).id]);
  expect(keptFiles()).toEqual([]);
});

test("another machine waits for the one that keeps the picture, and calls once that has kept it too long", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  await db.$executeRaw`UPDATE "GenerationTask" SET "unsavedBy" = 'other:/data', "unsavedAt" = now()`;
  await start();
  await vi.waitFor(async () => expect(await imageOf(jobId)).toMatchObject({ status: "QUEUED", claims: 1 }), SOON);
  expect(stub.calls).toHaveLength(0);
  await db.$executeRaw`UPDATE "GenerationTask" SET "unsavedAt" = now() - interval '11 minutes'`;
  await hurryMessages("generate-image");
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
  expect(stub.calls).toHaveLength(1);
});

test("what is kept of an image that was cancelled is dropped", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  const { id } = await imageOf(jobId);
  await keepUnsaved(id, await drawPicture());
  await commandJob(jobId, "cancel");
  await start();
  await vi.waitFor(() => expect(keptFiles()).toEqual([]), SOON);
  expect(await store().get(generatedKey(id))).toBeNull();
});

test("health is a 503 while a hold of the store is in force; the process answers all the same", async () => {
  await stopWorker();
  expect((await health(request("/api/health"), {})).status).toBe(200);
  await db.$executeRaw`
    INSERT INTO "Hold" (id, until, code, "holdsInARow") VALUES ('store', now() + interval '1 minute', 'STORE_FAILED', 1)`;
  const { detail } = await problem(await health(request("/api/health"), {}), 503);
  expect(detail).toContain("couldn't be stored");
  expect((await live()).status).toBe(200);
});
