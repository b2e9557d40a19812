import { expect, test, vi } from "vitest";
import { DELETE as deleteProduct } from "#app/api/products/[id]/route.ts";
import { DELETE as deletePhoto, PUT as replacePhoto } from "#app/api/source-images/[id]/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { lockProduct } from "#lib/db/locks.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { plainJob } from "#lib/generation/plan-job.ts";
import { loadPrompt } from "#lib/generation/prompts.ts";
import { startJob } from "#lib/generation/start-job.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { someoneWaits } from "#tests/support/lock-waits.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { context, request } from "#tests/support/request.ts";

/** Three images make a large job here. */
vi.mock("#lib/schemas/limits.ts", async (original) => ({ ...(await original<object>()), MAX_IMAGES_AT_ONCE: 2 }));

useDatabase();

async function replace(id: string): Promise<Response> {
  const body = new FormData();
  body.set("file", new File([new Uint8Array(await drawPicture({ width: 90 }))], "photo.jpg"));
  return replacePhoto(request("/", { method: "PUT", body }), context({ id }));
}

test("a photo is replaced in the order in which photos are moved: its product first", async () => {
  const id = await makeProduct({ photos: ["MAIN"] });
  const photo = await db.sourceImage.findFirstOrThrow({ where: { productId: id } });
  const { replaced } = await transaction(async (tx) => {
    await lockProduct(tx, id);
    const waiting = replace(photo.id);
    await someoneWaits();
    await tx.$queryRaw`SELECT id FROM "SourceImage" WHERE "productId" = ${id} FOR UPDATE NOWAIT`;
    return { replaced: waiting };
  });
  expect((await replaced).status).toBe(200);
});

test.each([
  ["product", () => deleteProduct(request("/", { method: "DELETE" }), context({ id: "p1" }))],
  ["photo", () => deletePhoto(request("/", { method: "DELETE" }), context({ id: "s1" }))],
])("a %s that is deleted while a large job's images are drafted stays", async (_what, remove) => {
  await makeManyProducts(3);
  const prompt = await loadPrompt({ imageTypeId: await makeImageType("Show {{product_title}}") });
  const { jobId, removal } = await transaction(async (tx) => {
    const started = await startJob(tx, plainJob({ exceptProductIds: [] }, "PT01", prompt));
    const waiting = remove();
    await someoneWaits();
    return { jobId: started.jobId, removal: waiting };
  });
  expect((await removal).status).toBe(409);
  await fillJob(jobId, new AbortController().signal);
  const first = await db.generationTask.findFirstOrThrow({ where: { jobId }, orderBy: { turn: "asc" } });
  expect(first).toMatchObject({ productId: "p1", sourceImageId: "s1" });
});
