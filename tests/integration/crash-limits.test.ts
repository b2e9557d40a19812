import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { db, transaction } from "#lib/db/client.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { log } from "#lib/log.ts";
import { enqueue } from "#lib/queue/boss.ts";
import type { Message, QueueName } from "#lib/queue/queues.ts";
import { fixImage } from "#lib/review/versions.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { generatedKey, importKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { StoreError } from "#lib/storage/store.ts";
import { startWorker, type Worker } from "#lib/worker.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { deathsOf, dieWith } from "#tests/support/dead-processes.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { importState } from "#tests/support/importer.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { waitingMessages } from "#tests/support/waiting-messages.ts";

const { stub, stopWorker } = await useEngine();
const SOON = { timeout: 20_000 };

let worker: Worker | null = null;
const start = async () => {
  worker = await startWorker();
};
afterEach(async () => {
  await worker?.stop();
  worker = null;
});

/** Sends a message, in whose queue nobody works yet. */
async function send<Name extends QueueName>(name: Name, data: Message<Name>): Promise<void> {
  await transaction((tx) => enqueue(tx, name, [{ id: randomUUID(), data, priority: 0 }]));
}

const emptied = (queue: QueueName) => vi.waitFor(async () => expect(await waitingMessages(queue)).toBe(0), SOON);

function muteErrors() {
  const spy = vi.spyOn(log(), "error").mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
  return spy;
}

test.each(["fill-job", "send-job"] as const)(
  "a %s that killed three processes ends its job as FAILED",
  async (queue) => {
    const logged = muteErrors();
    await stopWorker();
    const jobId = await startJob(["A", "B"]);
    await commandJob(jobId, "pause");
    await send(queue, { jobId });
    await dieWith(queue, 3);
    await start();
    const job = await finishedJob(jobId);
    expect(job).toMatchObject({ status: "FAILED", stopCode: "CRASHED", cancelledImages: 2 });
    const given = expect.objectContaining({ queue, message: { jobId } });
    expect(logged).toHaveBeenCalledWith(given, expect.stringContaining("abandoned"));
    expect(stub.calls).toHaveLength(0);
  },
);

test("checks, removals and notices that killed three processes are abandoned, and the log names them", async () => {
  const logged = muteErrors();
  await stopWorker();
  const imageId = await makeGeneratedImage();
  const keys = [generatedKey(imageId)];
  await send("check-image", { imageId });
  await send("remove-objects", { keys });
  await send("job-notice", { jobId: "job", attempts: 0 });
  const messages = [{ imageId }, { keys }, { jobId: "job", attempts: 0 }];
  for (const queue of ["check-image", "remove-objects", "job-notice"] as const) await dieWith(queue, 3);
  await start();
  for (const queue of ["check-image", "remove-objects", "job-notice"] as const) await emptied(queue);
  for (const message of messages)
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ message }), expect.stringContaining("abandoned"));
  expect(await store().get(generatedKey(imageId))).not.toBeNull();
});

test("one death less, and the work is done", async () => {
  await stopWorker();
  const imageId = await makeGeneratedImage();
  await send("check-image", { imageId });
  await dieWith("check-image", 2);
  await start();
  await vi.waitFor(async () => {
    expect((await db.generatedImage.findUniqueOrThrow({ where: { id: imageId } })).verdict).not.toBeNull();
  }, SOON);
});

test("a fix that killed three processes fails with the reason", async () => {
  muteErrors();
  await stopWorker();
  const parent = await makeGeneratedImage();
  const fixId = (await fixImage(parent, { size: 2_000 }))?.id ?? "";
  await dieWith("fix-image", 3);
  await start();
  await vi.waitFor(async () => {
    const fix = await db.generationTask.findUniqueOrThrow({ where: { id: fixId } });
    expect(fix).toMatchObject({ status: "FAILED", errorCode: "CRASHED" });
  }, SOON);
});

/** An import whose message killed a process `deaths` times, and which has come as far as it is said. */
async function deadImport(rowsDone: number, failures: number): Promise<string> {
  const pictures = await Promise.all(Array.from({ length: 6 }, () => drawPicture()));
  const files = Object.fromEntries(pictures.map((bytes, index) => [`${index}.jpg`, bytes]));
  const rows = pictures.map((_bytes, index) => `S${index},T${index},${index}.jpg`);
  const zip = await makeZip({ "catalog.csv": ["sku,title,MAIN", ...rows].join("\n"), ...files });
  const data = { fileName: "a.zip", bytes: BigInt(zip.length), rowsTotal: 6, rowsDone, failures };
  const { id } = await db.import.create({ data: { ...data, status: "PROCESSING" } });
  await store().put(importKey(id), zip, "application/zip");
  await send("import", { importId: id });
  return id;
}

test("an import whose process died three times at one place is FAILED and names the row", async () => {
  await stopWorker();
  const id = await deadImport(3, 2);
  await dieWith("import", 3);
  await start();
  await vi.waitFor(async () => expect((await importState(id)).status).toBe("FAILED"), SOON);
  expect((await importState(id)).message).toContain("ended 3 times at row 5");
  await emptied("import");
});

test("after a death an import is read row by row", async () => {
  await stopWorker();
  const id = await deadImport(0, 0);
  await dieWith("import", 2);
  const [first] = await db.import.findMany({ select: { failures: true } });
  expect(first).toEqual({ failures: 0 });
  const seen = new Set<number>();
  const put = store().put;
  const spy = vi.spyOn(store(), "put").mockImplementation(async (key, bytes, type) => {
    seen.add((await db.import.findUniqueOrThrow({ where: { id } })).rowsDone);
    await put(key, bytes, type);
  });
  onTestFinished(() => spy.mockRestore());
  await start();
  await vi.waitFor(async () => expect((await importState(id)).status).toBe("COMPLETED"), SOON);
  expect([...seen].filter((rows) => rows < 6)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await db.import.findUniqueOrThrow({ where: { id } })).toMatchObject({ failures: 1, rowsDone: 6 });
});

test("while the store is away a check is put back uncounted, and another one goes first", async () => {
  await stopWorker();
  const [stuck, sound] = [await makeGeneratedImage(), await makeGeneratedImage()];
  await send("check-image", { imageId: stuck });
  await send("check-image", { imageId: sound });
  const away = new StoreError("STORE_UNAVAILABLE", "The image store is away.");
  const get = store().get;
  let failures = 0;
  const spies = [
    vi.spyOn(store(), "get").mockImplementation((key) => {
      if (key !== generatedKey(stuck)) return get(key);
      failures += 1;
      return Promise.reject(away);
    }),
    vi.spyOn(store(), "check").mockRejectedValue(away),
  ];
  onTestFinished(() => spies.forEach((spy) => void spy.mockRestore()));
  await start();
  await vi.waitFor(async () => {
    expect((await db.generatedImage.findUniqueOrThrow({ where: { id: sound } })).verdict).not.toBeNull();
  }, SOON);
  expect(failures).toBe(1);
  expect(await deathsOf("check-image")).toEqual([0]);
});

test("a clean stop is no death: the message waits for the next worker, at once and uncounted", async () => {
  await stopWorker();
  await send("check-image", { imageId: await makeGeneratedImage() });
  const begun = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<never>();
  const spy = vi.spyOn(store(), "get").mockImplementation(() => {
    begun.resolve();
    return stopped.promise;
  });
  onTestFinished(() => spy.mockRestore());
  await start();
  await begun.promise;
  const stopping = worker?.stop();
  stopped.reject(new Error("The process is stopping."));
  await stopping;
  expect(await deathsOf("check-image")).toEqual([0]);
  spy.mockRestore();
  await start();
  await emptied("check-image");
});

test("one photo that can't be read fails its own image after three attempts and holds nobody", async () => {
  await stopWorker();
  const jobId = await startJob(["Stuck", "Sound", "Sound too"]);
  const stuck = (await imagesByTitle(jobId)).get("Stuck");
  const { storageKey } = await db.sourceImage.findUniqueOrThrow({
    where: { id: stuck?.sourceImageId ?? "" },
  });
  await store().remove(storageKey);
  // A folder where the file was: reading it fails, though the store works.
  await store().put(`${storageKey}/inside`, Buffer.from("x"), "text/plain");
  onTestFinished(() => rm(dataPath("images", dirname(`${storageKey}/inside`)), { recursive: true }));
  await start();
  const job = await finishedJob(jobId);
  expect(job).toMatchObject({ status: "COMPLETED", completedImages: 2, failedImages: 1 });
  expect(job.errorLog).toMatchObject([{ title: "Stuck", code: "OBJECT_UNREADABLE" }]);
  const attempts = await db.generationAttempt.findMany({ where: { imageId: stuck?.id ?? "" } });
  expect(attempts.map(({ code, called }) => [code, called])).toEqual(Array(3).fill(["OBJECT_UNREADABLE", false]));
  expect(await db.hold.count()).toBe(0);
});

test("a call whose message was lost continues under another one: one call, one claim", async () => {
  const lost = Promise.withResolvers<void>();
  stub.reply = () => lost.promise.then(drawReply);
  const jobId = await startJob(["A"]);
  await vi.waitFor(() => expect(stub.calls).toHaveLength(1), SOON);
  const before = (await imagesByTitle(jobId)).get("A");
  // As pg-boss does where heartbeat failed came in time.
  await db.$executeRaw`
    UPDATE pgboss.job SET state = 'retry', start_after = now() + interval '5 s' WHERE id = ${before?.messageId}::uuid`;
  await vi.waitFor(async () => {
    expect((await imagesByTitle(jobId)).get("A")?.messageId).not.toBe(before?.messageId);
  }, SOON);
  lost.resolve();
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
  expect(stub.calls).toHaveLength(1);
  expect((await imagesByTitle(jobId)).get("A")).toMatchObject({ claims: 1, attempts: 1 });
  await emptied("generate-image");
});

test("a call whose image somebody else claimed is aborted", async () => {
  stub.reply = async () => ({ body: {}, delayMs: 60_000 });
  const jobId = await startJob(["A"]);
  await vi.waitFor(() => expect(stub.openCalls).toBe(1), SOON);
  await db.generationTask.updateMany({ where: { jobId }, data: { claims: { increment: 1 } } });
  await db.$executeRaw`UPDATE pgboss.job SET state = 'cancelled' WHERE name = 'generate-image' AND state = 'active'`;
  await vi.waitFor(() => expect(stub.openCalls).toBe(0), SOON);
  await vi.waitFor(async () => {
    const attempts = await db.generationAttempt.findMany({ where: { jobId } });
    expect(attempts).toMatchObject([{ code: "STOPPED", claim: 1 }]);
  }, SOON);
});
