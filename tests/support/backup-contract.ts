import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { DELETE } from "#app/api/images/[id]/route.ts";
import { makeBackup } from "#lib/backup/make-backup.ts";
import { openPlace } from "#lib/backup/place.ts";
import { restoreBackup } from "#lib/backup/restore.ts";
import { db } from "#lib/db/client.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { boss } from "#lib/queue/boss.ts";
import { confirmStore } from "#lib/storage/identity.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { startWorker } from "#lib/worker.ts";
import { readObjects, readRows } from "#tests/support/all-data.ts";
import { useDatabase } from "#tests/support/app.ts";
import { startJob } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { drawReply, GeminiStub } from "#tests/support/gemini-stub.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { makeEmptyData, removeOtherData, useData } from "#tests/support/other-data.ts";
import { context, request } from "#tests/support/request.ts";

export const watched = { signal: new AbortController().signal, onProgress: () => {} };
/** A new embedded database applies every migration, on slow code. */
const LONG_MS = 240_000;
const newest = { name: null, replace: false };

async function makeData() {
  await confirmStore(store(), false);
  const productId = await makeProduct({ title: "Mug\t\\N", photos: ["MAIN", "PT01"] });
  await makeGeneratedImage({ productId, decision: "APPROVE" });
  const deleted = await makeGeneratedImage();
  await DELETE(request("/", { method: "DELETE" }), context({ id: deleted }));
  const imageTypeId = await makeImageType("{{product_title}}\non a table");
  const order = { productIds: [productId], variant: "PT01", imageTypeId };
  const key = { key: "once", requestHash: "hash" };
  await db.settings.create({ data: { budgetDayMicros: 5_000_000 } });
  await db.spending.create({ data: { key: "day", micros: 134_000 } });
  await db.offeredModel.create({ data: { account: "account", model: "gemini-3-pro-image", listed: true } });
  const { jobId } = await startBulkGeneration(order, key);
  await db.batch.create({ data: { jobId, model: "gemini-3-pro-image", state: "CREATED", messageId: randomUUID() } });
  return { deleted, jobId, again: () => startBulkGeneration(order, key) };
}

/** In an empty place of the same kinds as the database and the store in use. `makeAddress`: where an empty place for backups is. */
export function testBackups(makeAddress: () => string): void {
  useDatabase();
  removeOtherData();

  test(
    "all rows, messages and objects are the same in an empty place",
    async () => {
      const { deleted, jobId, again } = await makeData();
      const before = { rows: await readRows(), objects: await readObjects() };
      expect(before.rows.messages?.length).toBeGreaterThan(1);
      for (const table of ["Settings", "Spending", "OfferedModel", "Batch"]) expect(before.rows[table]).toHaveLength(1);
      expect(Object.keys(before.objects).length).toBeGreaterThan(4);
      const place = openPlace(makeAddress());
      const { name } = await makeBackup(place, "manual", watched);
      await useData(await makeEmptyData());
      expect(await restoreBackup(place, newest, watched)).toMatchObject({ manifest: { name }, restorePoint: null });
      expect({ rows: await readRows(), objects: await readObjects() }).toEqual(before);
      await confirmStore(store(), false);
      expect((await again()).jobId).toBe(jobId);
      // Ids continue, and what counts rows does so again.
      const productId = await makeProduct({});
      expect(await db.productStats.count({ where: { productId } })).toBe(1);
      expect(await db.deletion.count({ where: { id: deleted } })).toBe(1);
      const attempt = { imageId: "x", round: 0, called: false, counted: false, startedAt: new Date() };
      await db.generationAttempt.createMany({ data: [attempt, attempt] });
    },
    LONG_MS,
  );

  test(
    "a job that runs meanwhile continues in an empty place, and no image is paid for twice",
    async () => {
      const stub = new GeminiStub();
      Object.assign(process.env, { GEMINI_API_KEY: "key", GEMINI_BASE_URL: `${await stub.listen()}/v1beta/` });
      await useData({});
      await boss();
      const copied = Promise.withResolvers<void>();
      stub.reply = async (_call, index) => {
        if (index === 2) await copied.promise;
        return drawReply();
      };
      const jobId = await startJob(["a", "b", "c", "d", "e", "f"]);
      const worker = await startWorker();
      await vi.waitUntil(() => stub.calls.length === 3, { timeout: 30_000 });
      const place = openPlace(makeAddress());
      const paid = stub.calls.map(({ prompt }) => prompt);
      await makeBackup(place, "manual", { ...watched, onProgress: () => copied.resolve() });
      await worker.stop();

      await useData(await makeEmptyData());
      await restoreBackup(place, newest, watched);
      const task = await db.generationTask.findMany({ where: { jobId }, select: { status: true } });
      expect(task.map(({ status }) => status).sort()).toEqual(
        expect.arrayContaining(["COMPLETED", "GENERATING", "QUEUED"]),
      );
      const next = await startWorker();
      const status = async () => (await db.generationJob.findUnique({ where: { id: jobId } }))?.status;
      await vi.waitUntil(async () => (await status()) === "COMPLETED", { timeout: 100_000, interval: 100 });
      await next.stop();
      for (const prompt of paid) expect(stub.calls.filter((call) => call.prompt === prompt)).toHaveLength(1);
      const images = await db.generatedImage.findMany({ select: { id: true } });
      expect(images).toHaveLength(6);
      for (const { id } of images) expect(await store().get(generatedKey(id))).not.toBeNull();
      await stub.close();
    },
    LONG_MS,
  );
}
