import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { migrate } from "#lib/db/migrate.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { REGISTRY } from "#lib/once.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { openDatabase } from "#tests/support/app.ts";
import { closeDatabase } from "#tests/support/close-database.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { GeminiStub, imageReply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const IMAGES = 5;
const stub = new GeminiStub();
stub.reply = async () => ({ ...imageReply(await drawPicture({ format: "png" })), delayMs: 300 });

process.env.GEMINI_API_KEY = "test-key";
process.env.GEMINI_BASE_URL = await stub.listen();

afterAll(() => stub.close());

/** Opens the database again after another process had it. */
async function reopen(): Promise<void> {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, REGISTRY);
  await migrate();
}

beforeEach(openDatabase);

test("continues after kill -9 in the middle of a job: nothing lost, nothing made twice, counters right", async () => {
  const ids = await Promise.all(Array.from({ length: IMAGES }, () => makeProduct({ photos: ["PT01"] })));
  const { jobId } = await startBulkGeneration(
    { productIds: ids, variant: "PT01", imageTypeId: await makeImageType() },
    null,
  );
  await closeDatabase();

  const first = spawnWorker();
  await vi.waitFor(() => expect(stub.calls).toHaveLength(3), { timeout: 30_000 });
  await endProcess(first, "SIGKILL");

  const second = spawnWorker();
  await vi.waitFor(() => expect(stub.calls.length).toBeGreaterThanOrEqual(IMAGES + 1), { timeout: 45_000 });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await endProcess(second, "SIGTERM")).toBe(0);

  await reopen();
  expect(await findJob(jobId)).toMatchObject({
    status: "COMPLETED",
    completedImages: IMAGES,
    failedImages: 0,
    cancelledImages: 0,
  });
  const rows = await db.generationTask.findMany({ where: { jobId }, select: { id: true, status: true } });
  expect(rows.map(({ status }) => status)).toEqual(Array(IMAGES).fill("COMPLETED"));
  for (const { id } of rows) expect(await store().get(generatedKey(id))).not.toBeNull();
  expect(stub.calls).toHaveLength(IMAGES + 1);
  await db.$disconnect();
  await (await driver()).close();
});
