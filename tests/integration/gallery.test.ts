import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { GET as exportOne } from "#app/api/export/images/[id]/route.ts";
import { GET as previewRoute } from "#app/api/export/preview/route.ts";
import { PATCH } from "#app/api/products/[id]/images/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { completeFix } from "#lib/db/images/fixes.ts";
import { lockGallery } from "#lib/db/images/gallery.ts";
import { lockImage } from "#lib/db/images/versions.ts";
import { regenerateImage } from "#lib/review/versions.ts";
import { exportPreviewSchema } from "#lib/schemas/export.ts";
import type { Product } from "#lib/schemas/product.ts";
import { productSchema } from "#lib/schemas/product.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeFinishedJob, makeGeneratedImage, makeVersionOf } from "#tests/support/generated-images.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";
import { wrongCounts } from "#tests/support/review-tally.ts";

useDatabase();

/** Long enough for another transaction to come as far as it can. */
const HELD_MS = 300;

const move = (productId: string, variants: unknown) =>
  PATCH(jsonRequest("/", { variants }, { method: "PATCH" }), context({ id: productId }));
const moved = async (productId: string, variants: unknown) =>
  answer(await move(productId, variants), 200, productSchema);

type Options = Parameters<typeof makeGeneratedImage>[0];

/** An approved image for PT01, PT02 and so on. */
async function makeGallery(count: number, options: Options = {}) {
  const productId = await makeProduct({ asin: "B0GALLERY1" });
  const variants = Array.from({ length: count }, (_, place) => `PT0${place + 1}`);
  const ids: string[] = [];
  for (const variant of variants)
    ids.push(await makeGeneratedImage({ productId, variant, decision: "APPROVE", ...options }));
  return { productId, ids: ids as [string, string, ...string[]] };
}

/** The current images by variant, as the page has them. */
const galleryOf = ({ generatedImages }: Product) =>
  Object.fromEntries(
    generatedImages.filter(({ current }) => current).map(({ id, targetVariant }) => [targetVariant, id]),
  );

async function shown(productId: string): Promise<Record<string, string>> {
  const rows = await db.image.findMany({ where: { productId, isCurrent: true } });
  return Object.fromEntries(rows.map(({ id, targetVariant }) => [targetVariant, id]));
}

async function exported(): Promise<Record<string, string>> {
  const { files } = await answer(await previewRoute(request("/"), {}), 200, exportPreviewSchema);
  return Object.fromEntries(files.map(({ file, imageId }) => [file, imageId]));
}

async function makeNewest(firstId: string, options: Options): Promise<string> {
  const id = await makeGeneratedImage(options);
  await makeVersionOf(firstId, id);
  return id;
}

/** A fix that a worker is making. */
async function beginFix(parentId: string): Promise<string> {
  const parent = await db.generationTask.findUniqueOrThrow({ where: { id: parentId } });
  const { productId, originJobId, chainId, targetVariant, prompt, model } = parent;
  const own = { id: randomUUID(), parentImageId: parentId, origin: "FIX" as const, status: "GENERATING" as const };
  const shared = { productId, originJobId, chainId, targetVariant, prompt, model, claims: 1 };
  return (await db.generationTask.create({ data: { ...shared, ...own } })).id;
}

const stored = (id: string) => ({
  ...{ storageKey: generatedKey(id), mimeType: "image/png", width: 9, height: 9, bytes: 9, sha256: id },
});

describe("moving current images", () => {
  test("two change places and are checked again; each keeps its decision", async () => {
    const { productId, ids } = await makeGallery(2);
    const [first, second] = ids;
    const product = await moved(productId, { [first]: "PT02", [second]: "pt01" });
    expect(galleryOf(product)).toEqual({ PT01: second, PT02: first });
    expect(product.generatedImages.map(({ review, verdict }) => [review.decision, verdict])).toEqual([
      ["approve", null],
      ["approve", null],
    ]);
    const checks = await db.$queryRawUnsafe(`SELECT data->>'imageId' AS id FROM pgboss.job WHERE name = 'check-image'`);
    expect(checks).toEqual(expect.arrayContaining([{ id: first }, { id: second }]));
    expect(await wrongCounts()).toEqual([]);
  });

  test("three go round, one goes where none was, and the way back undoes each", async () => {
    const { productId, ids } = await makeGallery(3);
    const [a, b, c = ""] = ids;
    const before = { PT01: a, PT02: b, PT03: c };
    expect(galleryOf(await moved(productId, { [c]: "PT01", [a]: "PT02", [b]: "PT03" }))).toEqual({
      ...{ PT01: c, PT02: a, PT03: b },
    });
    expect(galleryOf(await moved(productId, { [c]: "PT03", [a]: "PT01", [b]: "PT02" }))).toEqual(before);
    expect(galleryOf(await moved(productId, { [c]: "PT05" }))).toEqual({ PT01: a, PT02: b, PT05: c });
    expect(galleryOf(await moved(productId, { [c]: "PT03" }))).toEqual(before);
    expect(galleryOf(await moved(productId, { [c]: "PT03" })), "the same again").toEqual(before);
    expect(await wrongCounts()).toEqual([]);
  });

  test("the files of an export follow, and an older approved version does not stay behind", async () => {
    const { productId, ids } = await makeGallery(2);
    const [first, second] = ids;
    const newer = await makeNewest(first, { productId, variant: "PT01", decision: "APPROVE" });
    expect(await exported()).toEqual({ "B0GALLERY1.PT01.jpg": newer, "B0GALLERY1.PT02.jpg": second });
    await moved(productId, { [newer]: "PT02", [second]: "PT01" });
    expect(await exported()).toEqual({ "B0GALLERY1.PT01.jpg": second, "B0GALLERY1.PT02.jpg": newer });
    await moved(productId, { [newer]: "PT04" });
    expect(await exported()).toEqual({ "B0GALLERY1.PT01.jpg": second, "B0GALLERY1.PT04.jpg": newer });
    const file = await exportOne(request("/"), context({ id: newer }));
    expect(file.headers.get("content-disposition")).toContain("B0GALLERY1.PT04.jpg");
  });

  test("all versions of an image follow it, also those that are still to be made", async () => {
    const { productId, ids } = await makeGallery(2);
    const [first, second] = ids;
    const newer = await makeNewest(first, { productId, variant: "PT01" });
    const waiting = (await regenerateImage(newer, { note: "Lighter", from: "source" }, null))?.id ?? "";
    const working = await beginFix(newer);
    await moved(productId, { [newer]: "PT02", [second]: "PT01" });
    const versions = await db.image.findMany({ where: { chainId: first } });
    expect(Object.fromEntries(versions.map(({ id, targetVariant }) => [id, targetVariant]))).toEqual({
      ...{ [first]: "PT02", [newer]: "PT02", [waiting]: "PT02", [working]: "PT02" },
    });
    await transaction((tx) => completeFix(tx, working, stored(working)));
    expect(await shown(productId)).toEqual({ PT01: second, PT02: working });
  });

  test("images that were for one variant may part or move together", async () => {
    const { productId, ids } = await makeGallery(2);
    const [first, other] = ids;
    const rival = await makeGeneratedImage({ productId, variant: "PT01" });
    await moved(productId, { [first]: "PT02", [rival]: "PT02", [other]: "PT01" });
    const { generatedImages } = await moved(productId, { [rival]: "PT03" });
    expect(galleryOf({ generatedImages } as Product)).toEqual({ PT01: other, PT02: first, PT03: rival });
  });

  test("a candidate stays where it is", async () => {
    const { productId, ids } = await makeGallery(2);
    const [first, second] = ids;
    const candidate = await makeGeneratedImage({ productId, variant: "PT01", candidate: 2 });
    const product = await moved(productId, { [first]: "PT02", [second]: "PT01" });
    expect(galleryOf(product)).toEqual({ PT01: second, PT02: first });
    expect(product.generatedImages.find(({ id }) => id === candidate)?.targetVariant).toBe("PT01");
    expect((await problem(await move(productId, { [candidate]: "PT03" }), 409)).errors?.[0]?.path).toBe(
      `variants.${candidate}`,
    );
  });
});

describe("what is refused changes nothing", () => {
  test("an unknown product, images of others, and malformed requests", async () => {
    const { productId, ids } = await makeGallery(2);
    const [first, second] = ids;
    const foreign = await makeGeneratedImage({ variant: "PT03" });
    await problem(await move("nobody", { [first]: "PT02" }), 404);
    const refused = await problem(await move(productId, { [first]: "PT04", [foreign]: "PT05" }), 422);
    expect(refused.errors?.map(({ path }) => path)).toEqual([`variants.${foreign}`]);
    await problem(await move(productId, { [first]: "PT04", gone: "PT05" }), 422);
    for (const wrong of [{}, { [first]: "HERE" }, { [first]: null }, "PT01", undefined])
      await problem(await move(productId, wrong), 400);
    expect(await shown(productId)).toEqual({ PT01: first, PT02: second });
  });

  test("images that are no longer current, and two variants that would become one", async () => {
    const { productId, ids } = await makeGallery(2);
    const [first, second] = ids;
    const { detail } = await problem(await move(productId, { [first]: "PT02" }), 409);
    expect(detail).toBe("PT02 has another current image. Move that one too, or reload the page.");
    const newer = await makeNewest(first, { productId, variant: "PT01" });
    const stale = await problem(await move(productId, { [first]: "PT02", [second]: "PT01" }), 409);
    expect(stale.errors?.map(({ path }) => path)).toEqual([`variants.${first}`]);
    await problem(await move(productId, { [newer]: "PT03", [second]: "PT03" }), 409);
    expect(await shown(productId)).toEqual({ PT01: newer, PT02: second });
  });

  test("images of a job that is being deleted", async () => {
    const jobId = await makeFinishedJob({ variant: "PT01" });
    const { productId, ids } = await makeGallery(1, { jobId });
    await db.generationJob.update({ where: { id: jobId }, data: { deleting: true } });
    await problem(await move(productId, { [ids[0]]: "PT02" }), 409);
    expect(await shown(productId)).toEqual({ PT01: ids[0] });
  });
});

// On PGlite these go one after the other.
describe("at the same time", () => {
  test("of two moves that don't fit together one is refused", async () => {
    const { productId, ids } = await makeGallery(3);
    const [a, b, c = ""] = ids;
    const answers = await Promise.all([
      move(productId, { [a]: "PT02", [b]: "PT01" }),
      move(productId, { [b]: "PT03", [c]: "PT02" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const gallery = await shown(productId);
    expect(Object.keys(gallery)).toEqual(expect.arrayContaining(["PT01", "PT02", "PT03"]));
    expect(Object.values(gallery).sort()).toEqual([a, b, c].sort());
  });

  test("many moves of one gallery never leave two images for one variant", async () => {
    const { productId, ids } = await makeGallery(4);
    const places = ids.map((_, place) => `PT0${place + 1}`);
    const rounds = ids.map((_, by) =>
      Object.fromEntries(ids.map((id, place) => [id, places[(place + by) % places.length] ?? ""])),
    );
    const answers = await Promise.all([...rounds, ...rounds].map((variants) => move(productId, variants)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(Object.keys(await shown(productId)).sort()).toEqual(places);
    expect(await wrongCounts()).toEqual([]);
  });

  test("a move waits for a version that ends, and then sees that its image is no longer current", async () => {
    const { productId, ids } = await makeGallery(2);
    const [first, second] = ids;
    const fix = await beginFix(first);
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    const ending = transaction(async (tx) => {
      await completeFix(tx, fix, stored(fix));
      hold();
      await sleep(HELD_MS);
    });
    await held;
    await problem(await move(productId, { [first]: "PT02", [second]: "PT01" }), 409);
    await ending;
    expect(await shown(productId)).toEqual({ PT01: fix, PT02: second });
  });

  test("a regeneration that is asked for during a move is for the new variant", async () => {
    const { productId, ids } = await makeGallery(1);
    const [first] = ids;
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    const looking = transaction(async (tx) => {
      await lockGallery(tx, productId);
      hold();
      await sleep(HELD_MS);
    });
    await held;
    const moving = move(productId, { [first]: "PT04" });
    await Promise.all([looking, moving]);
    expect((await transaction((tx) => lockImage(tx, first)))?.targetVariant).toBe("PT04");
    expect((await regenerateImage(first, { note: "Lighter", from: "result" }, null))?.targetVariant).toBe("PT04");
  });
});
