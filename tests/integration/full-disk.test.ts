import { existsSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { GET as health } from "#app/api/health/route.ts";
import { POST as preview } from "#app/api/images/bulk-generate-by-variant/preview/route.ts";
import { POST as start } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { POST as cancel } from "#app/api/jobs/[id]/cancel/route.ts";
import { GET as readJob } from "#app/api/jobs/[id]/route.ts";
import { DELETE as deleteProduct, GET as readProduct } from "#app/api/products/[id]/route.ts";
import { POST as addPhoto } from "#app/api/products/[id]/source-images/route.ts";
import { transaction } from "#lib/db/client.ts";
import { keepSpareSpace, releaseSpareSpace } from "#lib/db/embedded/spare-space.ts";
import { queues } from "#lib/queue/queues.ts";
import { jobSchema } from "#lib/schemas/job.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { removeUnused } from "#lib/storage/remove-objects.ts";
import { store } from "#lib/storage/storage.ts";
import { startJob, useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { pretendFree } from "#tests/support/low-disk.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

const QUEUES = Object.keys(queues).length;
const { stub } = await useEngine();

let disk: ReturnType<typeof pretendFree> | null = null;
afterEach(() => disk?.end());

const jobOf = async (id: string) => answer(await readJob(request("/"), context({ id })), 200, jobSchema);

test("begins no work below 200 MB of free space, says so at the job, and continues once there is room", async () => {
  disk = pretendFree(199);
  const jobId = await startJob(["Mug"]);
  const asked = disk.asked();
  await vi.waitFor(() => expect(disk?.asked()).toBeGreaterThan(asked + 2 * QUEUES), { timeout: 30_000 });
  expect(stub.calls).toHaveLength(0);
  expect(await jobOf(jobId)).toMatchObject({ status: "QUEUED", waitingReason: "DISK_FULL" });
  disk.end();
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", waitingReason: null });
  expect(stub.calls).toHaveLength(1);
});

test("refuses what writes with 507; reading, deleting and ending work are done", async () => {
  const productId = await makeProduct({ photos: ["PT01"] });
  const order = { productIds: [productId], variant: "PT01", imageTypeId: await makeImageType() };
  disk = pretendFree(120);
  const photo = new FormData();
  photo.set("variant", "PT02");
  photo.set("file", new File([new Uint8Array(await drawPicture({ format: "png" }))], "photo.png"));
  const writes = [
    start(jsonRequest("/", order), {}),
    addPhoto(request("/", { method: "POST", body: photo }), context({ id: productId })),
  ];
  for (const write of writes)
    expect(await problem(await write, 507)).toMatchObject({
      code: "insufficient_storage",
      detail: "The disk of DATA_DIR is nearly full (120 MB free): free space until there are 200 MB.",
    });
  const jobId = await startJob(["Waits"]);
  expect((await preview(jsonRequest("/", order), {})).status).toBe(200);
  expect((await readProduct(request("/"), context({ id: productId }))).status).toBe(200);
  expect((await cancel(request("/", { method: "POST" }), context({ id: jobId }))).status).toBe(200);
  expect((await deleteProduct(request("/", { method: "DELETE" }), context({ id: productId }))).status).toBe(204);
  expect(await problem(await health(request("/api/health"), {}), 503)).toMatchObject({
    detail: expect.stringContaining("120 MB free"),
  });
});

test("removes objects that nobody needs while the disk is full", async () => {
  await store().put("source-images/unneeded", await drawPicture({ format: "png" }), "image/png");
  disk = pretendFree(50);
  await transaction((tx) => removeUnused(tx, ["source-images/unneeded"]));
  await vi.waitFor(async () => expect(await store().get("source-images/unneeded")).toBeNull(), { timeout: 30_000 });
});

test("keeps spare space for the log of the embedded database while there is plenty", async () => {
  releaseSpareSpace();
  disk = pretendFree(300);
  await keepSpareSpace();
  expect(existsSync(dataPath("spare-space"))).toBe(false);
  expect(releaseSpareSpace()).toBe(false);
  disk.end();
  disk = pretendFree(10_000);
  await keepSpareSpace();
  expect(existsSync(dataPath("spare-space"))).toBe(true);
  expect(releaseSpareSpace()).toBe(true);
  expect(existsSync(dataPath("spare-space"))).toBe(false);
});
