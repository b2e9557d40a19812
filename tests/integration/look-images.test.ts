import { writeFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { POST as preview } from "#app/api/images/bulk-generate/preview/route.ts";
import { POST } from "#app/api/images/bulk-generate/route.ts";
import { addLookPicture, deleteLook, removeLookPicture, updateLook } from "#lib/catalog/looks.ts";
import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { db } from "#lib/db/client.ts";
import { findImage, listJobImages } from "#lib/db/images/read.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { createLook, findLook } from "#lib/db/looks.ts";
import { env } from "#lib/env.ts";
import { deleteJob } from "#lib/generation/delete-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { regenerateImage } from "#lib/review/versions.ts";
import { jobPreviewSchema, jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { lookInputSchema } from "#lib/schemas/look.ts";
import { store } from "#lib/storage/storage.ts";
import { withTemporaryFile } from "#lib/storage/transit.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { finishReply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, jsonRequest, problem } from "#tests/support/request.ts";

const { stub } = await useEngine();

const send = (body: object) => POST(jsonRequest("/", body), {});
const start = async (body: object) => (await answer(await send(body), 201, jobResponseSchema)).jobId;
const see = (body: object) => preview(jsonRequest("/", body), {});

/** Of pictures of these widths. Returns its id. */
async function makeLook(widths: number[], facts: object = {}): Promise<string> {
  const { id } = await createLook(lookInputSchema.parse({ name: "Calm", ...facts }));
  for (const width of widths) await addPicture(id, width);
  return id;
}

async function addPicture(lookId: string, width: number): Promise<void> {
  await withTemporaryFile(async (path) => {
    await writeFile(path, await drawPicture({ width }));
    await addLookPicture(lookId, path);
  });
}

const idsOf = async (lookId: string) => (await findLook(lookId))?.pictures.map(({ id }) => id) ?? [];

async function bytesOf(lookId: string): Promise<Buffer[]> {
  const rows = await db.lookPicture.findMany({ where: { lookId }, orderBy: { place: "asc" } });
  return Promise.all(rows.map(async ({ storageKey }) => Buffer.from((await store().get(storageKey)) ?? [])));
}

async function photoOf(productId: string, variant: string): Promise<Buffer> {
  const { storageKey } = await db.sourceImage.findFirstOrThrow({ where: { productId, variant } });
  return Buffer.from((await store().get(storageKey)) ?? []);
}

async function regenerated(imageId: string, from: "source" | "result"): Promise<void> {
  const version = await regenerateImage(imageId, { note: "Brighter", from }, null);
  const state = async () => (await findImage(version?.id ?? ""))?.status;
  await vi.waitFor(async () => expect(await state()).toBe("COMPLETED"), { timeout: 45_000, interval: 100 });
}

test("sends the product's photos, then the look's pictures in order, says which is which, and adds to the prompt", async () => {
  const imageTypeId = await makeImageType("Show {{product_title}}");
  const lookId = await makeLook([50, 60], { prompt: "Soft light on {{product_title}}", imageSize: "4K" });
  await updateLook(lookId, { pictureIds: (await idsOf(lookId)).toReversed() });
  const productId = await makeProduct({ title: "Mug", photos: ["MAIN", "BACK"] });
  const shots = [
    { name: "Front", variant: "MAIN", imageTypeId, alsoSend: ["BACK"], lookId },
    { name: "Side", variant: "MAIN", targetVariant: "PT01", imageTypeId, lookId, imageSize: "1K" },
    { name: "Plain", variant: "MAIN", targetVariant: "PT02", imageTypeId },
  ];
  const body = { productIds: [productId], shots };
  const seen = await answer(await see(body), 200, jobPreviewSchema);
  const prompts = ["Show Mug\n\nSoft light on Mug", "Show Mug\n\nSoft light on Mug", "Show Mug"];
  expect(seen.shots.map(({ first }) => first[0]?.prompt)).toEqual(prompts);

  const job = await finishedJob(await start(body));
  const look = await bytesOf(lookId);
  const [main, back] = [await photoOf(productId, "MAIN"), await photoOf(productId, "BACK")];
  expect(stub.calls.map(({ source }) => source)).toEqual([main, main, main]);
  expect(stub.calls.map(({ further }) => further)).toEqual([[back, ...look], look, []]);
  expect(stub.calls.map(({ config }) => config.imageConfig.imageSize)).toEqual(["4K", "1K", "2K"]);
  const first = "The first picture is the product photo to work from.";
  const ofLook = "The next 2 pictures show the look to draw it in";
  expect(stub.calls.map(({ prompt }) => prompt)).toEqual([
    expect.stringMatching(
      new RegExp(`^${first} The second picture shows the same product.* ${ofLook}.*\n\n${prompts[0]}$`),
    ),
    expect.stringMatching(new RegExp(`^${first} ${ofLook}.*\n\n${prompts[1]}$`)),
    prompts[2],
  ]);
  expect(job.shots.map(({ lookName }) => lookName)).toEqual(["Calm", "Calm", null]);
  const { images } = await listJobImages(job.id, { limit: 200 });
  expect(images.map(({ prompt }) => prompt)).toEqual(prompts);
});

test("a version from the photo sends the look as it is now, one from the image is sent alone", async () => {
  const lookId = await makeLook([50, 60], { prompt: "Soft light" });
  const productId = await makeProduct();
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType("Show it"), lookId }];
  const job = await finishedJob(await start({ productIds: [productId], shots }));
  const [image] = (await listJobImages(job.id, { limit: 1 })).images;
  const id = image?.id ?? "";
  const [gone = ""] = await idsOf(lookId);
  await removeLookPicture(lookId, gone);
  const look = await bytesOf(lookId);
  expect(look).toHaveLength(1);
  await regenerated(id, "source");
  await regenerated(id, "result");
  await deleteLook(lookId);
  await regenerated(id, "source");
  expect(stub.calls.slice(1).map(({ further }) => further)).toEqual([look, [], []]);
  const prompts = stub.calls.slice(1).map(({ prompt }) => prompt);
  expect(prompts.map((prompt) => prompt.includes("The second picture shows the look"))).toEqual([true, false, false]);
  for (const prompt of prompts) expect(prompt).toContain("Show it\n\nSoft light");
});

test("a retry sends the look again", async () => {
  const lookId = await makeLook([50]);
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType(), lookId }];
  stub.reply = () => finishReply("PROHIBITED_CONTENT");
  const job = await finishedJob(await start({ productIds: [await makeProduct()], shots }));
  expect(job).toMatchObject({ failedImages: 1 });
  await addPicture(lookId, 60);
  const before = stub.calls.length;
  await commandJob(job.id, "retry-failed");
  await vi.waitFor(() => expect(stub.calls.length).toBeGreaterThan(before), { timeout: 45_000, interval: 100 });
  expect(stub.calls.at(-1)?.further).toEqual(await bytesOf(lookId));
  await finishedJob(job.id);
});

test("refuses more pictures than the model takes, with the numbers, and a look that is gone or doesn't fit the model", async () => {
  env().GEMINI_IMAGE_MODEL = "gemini-2.5-flash-image";
  const lookId = await makeLook([50, 60]);
  const pinned = await makeLook([], { name: "Pinned", imageSize: "4K", model: "gemini-3-pro-image" });
  const plain = { variant: "MAIN", imageTypeId: await makeImageType() };
  const body = (shot: object) => ({ productIds: ["p"], shots: [plain, { ...plain, ...shot }] });
  for (const go of [send, see]) {
    const { errors } = await problem(await go(body({ lookId, alsoSend: ["BACK"] })), 422);
    expect(errors).toEqual([
      {
        path: "shots.1.lookId",
        message:
          "A call would send 4 pictures: the photo, 1 further photos and 2 of the look. gemini-2.5-flash-image takes at most 3.",
      },
    ]);
    const unknown = await problem(await go(body({ lookId: "nothing" })), 422);
    expect(unknown.errors?.map(({ path }) => path)).toEqual(["shots.1.lookId"]);
    const unfit = await problem(await go(body({ lookId: pinned, model: "gemini-2.5-flash-image" })), 422);
    expect(unfit.errors?.map(({ path }) => path)).toEqual(["shots.1.lookId"]);
  }
  const own = { lookId: pinned, imageSize: "1K", model: "gemini-2.5-flash-image" };
  const productIds = [await makeProduct()];
  await answer(await see({ ...body(own), productIds }), 200, jobPreviewSchema);
  await answer(await see({ ...body({ lookId }), productIds }), 200, jobPreviewSchema);
});

test("a deleted job can be restored after its look was deleted", async () => {
  const lookId = await makeLook([]);
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType(), lookId }];
  const { id } = await finishedJob(await start({ productIds: [await makeProduct()], shots }));
  await deleteJob(id);
  expect(await deleteLook(lookId)).toBe(true);
  await restoreDeleted(id);
  expect((await findJob(id))?.shots).toMatchObject([{ lookName: "Calm" }]);
});
