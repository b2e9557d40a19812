import { expect, test, vi } from "vitest";
import { GET, PATCH } from "#app/api/images/[id]/route.ts";
import { GET as list } from "#app/api/review/route.ts";
import { db } from "#lib/db/client.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { boss } from "#lib/queue/boss.ts";
import { checkStoredImage } from "#lib/review/check-image.ts";
import type { Check, CheckId } from "#lib/schemas/check.ts";
import { generatedImageSchema } from "#lib/schemas/image.ts";
import { reviewPageSchema } from "#lib/schemas/review.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { putPicture, store } from "#lib/storage/storage.ts";
import { checkOutdatedImages } from "#lib/upkeep/check-images.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeFinishedJob, makeGeneratedImage } from "#tests/support/generated-images.ts";
import { answer, context, jsonRequest, request } from "#tests/support/request.ts";
import { type Drawing, draw } from "#tests/support/truth-pictures.ts";

useDatabase();

const png = (drawing: Drawing) => draw(drawing).png({ compressionLevel: 1 }).toBuffer();
const shown = async (id: string) => answer(await GET(request("/"), context({ id })), 200, generatedImageSchema);
/** The image once a worker has checked it. */
async function read(id: string) {
  await checkStoredImage(id, store());
  return shown(id);
}
const checkOf = ({ checks }: { checks: Check[] }, id: CheckId) => checks.find((check) => check.id === id);

test("answers an image with its checks, each with what was measured", async () => {
  const image = await read(await makeGeneratedImage({ bytes: await png({ size: 1000, background: 250, fill: 0.6 }) }));

  expect(image.verdict).toBe("fail");
  expect(checkOf(image, "background")).toEqual({ id: "background", verdict: "fail", value: 0, unit: "%", limit: 99 });
  expect(checkOf(image, "frame-fill")).toMatchObject({ verdict: "fail", unit: "%", limit: 85 });
  expect(checkOf(image, "longest-side")).toMatchObject({ verdict: "warn", value: 1000, unit: "px" });
});

test("measures again what is meant for another variant", async () => {
  const id = await makeGeneratedImage({ bytes: await png({ size: 1600, fill: 0.6 }) });
  expect((await read(id)).verdict).toBe("fail");

  await PATCH(jsonRequest("/", { targetVariant: "PT03" }, { method: "PATCH" }), context({ id }));

  const moved = await read(id);
  expect(moved).toMatchObject({ targetVariant: "PT03", verdict: "pass" });
  expect(checkOf(moved, "frame-fill")).toBeUndefined();
});

test("warns of an image that shows its source unchanged", async () => {
  const bytes = await png({ size: 800, fill: 0.6 });
  const id = await makeGeneratedImage({ bytes });
  const source = await db.sourceImage.findFirstOrThrow({ where: { images: { some: { id } } } });
  await putPicture(store(), source.storageKey, bytes, await inspectPicture(bytes));

  expect(checkOf(await read(id), "unchanged")).toMatchObject({ verdict: "warn", unit: "bits" });
  const other = await makeGeneratedImage({ bytes });
  expect(checkOf(await read(other), "unchanged")).toMatchObject({ verdict: "pass" });
});

test("warns of both where two products of a job look alike, whichever is checked first", async () => {
  const [alike, other] = [await png({ size: 800, fill: 0.6 }), await png({ size: 800, fill: 0.9, shift: 0.2 })];
  const jobId = await makeFinishedJob({ images: 3 });
  const [first, second, third] = [
    await makeGeneratedImage({ jobId, bytes: alike }),
    await makeGeneratedImage({ jobId, bytes: alike }),
    await makeGeneratedImage({ jobId, bytes: other }),
  ];
  const elsewhere = await makeGeneratedImage({ bytes: alike });

  expect(checkOf(await read(first), "duplicate")).toMatchObject({ verdict: "pass", value: null });
  expect(checkOf(await read(second), "duplicate")).toMatchObject({ verdict: "warn", value: 0 });
  expect(checkOf(await read(first), "duplicate")).toMatchObject({ verdict: "warn", value: 0 });
  for (const id of [third, elsewhere]) expect(checkOf(await read(id), "duplicate")).toMatchObject({ verdict: "pass" });

  const page = await answer(await list(request(`/?jobId=${jobId}&check=duplicate`), {}), 200, reviewPageSchema);
  expect(page.images.map(({ id }) => id).sort()).toEqual([first, second].sort());
});

test("lets versions of one product look alike", async () => {
  const bytes = await png({ size: 800, fill: 0.6 });
  const [originJobId, productId] = [await makeFinishedJob({ images: 1 }), await makeProduct()];
  const ids = [
    await makeGeneratedImage({ jobId: originJobId, productId, bytes }),
    await makeGeneratedImage({ productId, bytes }),
  ];
  await db.generatedImage.updateMany({ where: { productId }, data: { originJobId } });

  for (const id of ids) expect(checkOf(await read(id), "duplicate")).toMatchObject({ verdict: "pass", value: null });
});

test("leaves unchecked what is gone or can't be read", async () => {
  const [gone, broken] = [await makeGeneratedImage(), await makeGeneratedImage()];
  await store().remove(generatedKey(gone));
  await store().put(generatedKey(broken), Buffer.from("no picture"), "image/jpeg");

  for (const id of [gone, broken]) expect(await read(id)).toMatchObject({ checks: [], verdict: null });
  expect(await checkOutdatedImages()).toBe(0);
});

test("to show an image measures nothing", async () => {
  const id = await makeGeneratedImage();
  const get = vi.spyOn(store(), "get");
  expect(await shown(id)).toMatchObject({ checks: [], verdict: null });
  expect(get).not.toHaveBeenCalled();
  get.mockRestore();
});

test("a new version of the checks reaches old images: once, behind new ones, and a batch at a time", async () => {
  const [old, unchecked] = [await makeGeneratedImage(), await makeGeneratedImage()];
  const first = await read(old);
  await db.generatedImage.update({ where: { id: old }, data: { checksVersion: -1, checks: [], verdict: "FAIL" } });

  expect(await checkOutdatedImages()).toBe(2);
  expect(await checkOutdatedImages()).toBe(0);
  const messages = await (await boss()).findJobs<{ imageId: string }>("check-image", { queued: true });
  expect(messages.map(({ data, priority }) => [data.imageId, priority]).sort()).toEqual(
    [old, unchecked].sort().map((id) => [id, -1]),
  );

  expect((await read(old)).checks).toEqual(first.checks);
  await read(unchecked);
  await db.$executeRaw`DELETE FROM pgboss.job`;
  expect(await checkOutdatedImages()).toBe(0);
});
