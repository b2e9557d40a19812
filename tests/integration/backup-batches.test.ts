import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeBackup } from "#lib/backup/make-backup.ts";
import { openPlace, type Place } from "#lib/backup/place.ts";
import { restoreBackup } from "#lib/backup/restore.ts";
import type { Batch } from "#lib/db/batches.ts";
import { db } from "#lib/db/client.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { watched } from "#tests/support/backup-contract.ts";
import { useBatchEngine } from "#tests/support/batch-engine.ts";
import { startJob } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { emptyFolder, useData } from "#tests/support/other-data.ts";

const { stub, stopWorker, restartWorker } = await useBatchEngine();

const LONG_MS = 240_000;
const WAIT = { timeout: 100_000 };
const TITLES = ["Cup", "Lamp"];
const EACH_ONCE = new Map(TITLES.map((title) => [title, 1]));

let place: Place;
beforeEach(() => {
  place = openPlace(emptyFolder());
});
afterEach(() => rmSync(place.address, { recursive: true }));

const overnight = () => startJob(TITLES, { tier: "batch" });
const backUp = (onProgress = () => {}) => makeBackup(place, "manual", { ...watched, onProgress });
const stateOfBatch = async () => (await db.batch.findFirst())?.state;
const reach = (state: Batch["state"]) => expect.poll(stateOfBatch, WAIT).toBe(state);

/** Opens the database again, as the app is started after the command: sessions know types that a restore has dropped. */
async function restoreRows(): Promise<void> {
  await restoreBackup(place, { name: null, replace: true }, watched);
  await useData({});
}

/** As into an empty place: what was made since is lost. */
async function restore(): Promise<void> {
  await stopWorker();
  for (const { id } of await db.generationTask.findMany({ select: { id: true } }))
    await store().remove(generatedKey(id));
  await restoreRows();
}

async function expectPaidOnce(jobId: string): Promise<void> {
  expect(await finishedJob(jobId, LONG_MS)).toMatchObject({ completedImages: 2, failedImages: 0 });
  const images = await db.generatedImage.findMany({ select: { id: true } });
  for (const { id } of images) expect(await store().get(generatedKey(id))).not.toBeNull();
  expect(stub.sent).toEqual(EACH_ONCE);
  expect(stub.calls).toEqual([]);
  const { _sum } = await db.generationAttempt.aggregate({ _sum: { costMicros: true } });
  expect(Number(_sum.costMicros)).toBe(stub.billedMicros);
}

test("a batch that Google has is read by the restored database", { timeout: 2 * LONG_MS }, async () => {
  stub.looks = 1_000;
  const jobId = await overnight();
  await reach("CREATED");
  await backUp();
  await restore();
  stub.looks = 1;
  await restartWorker();
  await expectPaidOnce(jobId);
});

test("results are not read while a backup is made", { timeout: 2 * LONG_MS }, async () => {
  stub.looks = 1_000;
  const jobId = await overnight();
  await reach("CREATED");
  const { promise: looked, resolve: look } = Promise.withResolvers<void>();
  let states: unknown[] = [];
  stub.looks = 0;
  let looks = 0;
  stub.onLook = () => {
    looks += 1;
    if (looks === 2) look();
  };
  const put = place.store.putFile;
  place.store.putFile = async (...file) => {
    await looked;
    states = [...states, await stateOfBatch()];
    await put(...file);
  };
  await backUp();
  expect(new Set(states)).toEqual(new Set(["CREATED"]));
  await restore();
  await restartWorker();
  await expectPaidOnce(jobId);
});

test("a batch that was sent after the backup is found, and not sent again", { timeout: 2 * LONG_MS }, async () => {
  const jobId = await overnight();
  await expect.poll(() => db.generationTask.count({ where: { batchId: { not: null } } }), WAIT).toBe(2);
  await stopWorker();
  await backUp();
  expect(await stateOfBatch()).toBe("PLANNED");
  await restartWorker();
  await finishedJob(jobId, LONG_MS);
  await reach("FETCHED");
  await restore();
  await restartWorker();
  await expectPaidOnce(jobId);
});

test("a batch that was not sent is sent after a restore", { timeout: 2 * LONG_MS }, async () => {
  // A refusal: after a 503 Google might have it, and it would be searched for first.
  stub.onCreate = () => ({ status: 429, body: {} });
  const jobId = await overnight();
  await reach("UPLOADED");
  await stopWorker();
  await backUp();
  await restore();
  stub.files.clear();
  stub.onCreate = () => null;
  await restartWorker();
  await expectPaidOnce(jobId);
});

test("images of a batch that Google no longer has are taken from the store", { timeout: 2 * LONG_MS }, async () => {
  stub.looks = 1_000;
  const jobId = await overnight();
  await reach("CREATED");
  await stopWorker();
  await backUp();
  stub.looks = 0;
  await restartWorker();
  await finishedJob(jobId, LONG_MS);
  await reach("FETCHED");
  await stopWorker();
  const sent = stub.sent;
  stub.batches.clear();
  await restoreRows();
  await restartWorker();
  expect(await finishedJob(jobId, LONG_MS)).toMatchObject({ completedImages: 2, failedImages: 0 });
  expect(sent).toEqual(EACH_ONCE);
  expect([stub.batches.size, stub.calls]).toEqual([0, []]);
});
