import { parse } from "csv-parse/sync";
import { expect, test, vi } from "vitest";
import { GET as singleFile } from "#app/api/export/images/[id]/route.ts";
import { GET as imagesZip } from "#app/api/export/images.zip/route.ts";
import { GET as previewRoute } from "#app/api/export/preview/route.ts";
import { GET as resultsCsv } from "#app/api/export/results.csv/route.ts";
import { PATCH } from "#app/api/images/[id]/route.ts";
import { db } from "#lib/db/client.ts";
import { refuse } from "#lib/export/zip.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import type { Check } from "#lib/schemas/check.ts";
import { exportPreviewSchema } from "#lib/schemas/export.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { StoreError } from "#lib/storage/store.ts";
import { checkOutdatedImages } from "#lib/upkeep/check-images.ts";
import { startWorker } from "#lib/worker.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeFinishedJob, makeGeneratedImage, makeVersionOf, unmake } from "#tests/support/generated-images.ts";
import { noise } from "#tests/support/picture.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";
import { draw } from "#tests/support/truth-pictures.ts";
import { readZip } from "#tests/support/zip.ts";

useDatabase();

const WAIT = { timeout: 20_000, interval: 100 };
const PASS: Check[] = [{ id: "longest-side", verdict: "pass", value: 2000, unit: "px", limit: 1600 }];
const FAIL: Check[] = [{ id: "background", verdict: "fail", value: 98.2, unit: "%", limit: 99 }];

const zipOf = (query = "") => imagesZip(request(`/?${query}`), {});
const preview = async (query = "") => answer(await previewRoute(request(`/?${query}`), {}), 200, exportPreviewSchema);
const patch = (id: string, body: unknown) => PATCH(jsonRequest("/", body, { method: "PATCH" }), context({ id }));

type Row = Record<string, string>;
const rowsOf = (csv: Buffer | string | undefined): Row[] => parse(csv ?? "", { columns: true, bom: true });

async function unzipped(query = ""): Promise<{ names: string[]; manifest: Row[]; files: Map<string, Buffer> }> {
  const response = await zipOf(query);
  if (response.status !== 200) throw new Error(await response.text());
  const files = await readZip(Buffer.from(await response.arrayBuffer()));
  return { names: [...files.keys()], manifest: rowsOf(files.get("manifest.csv")), files };
}

type Options = Parameters<typeof makeGeneratedImage>[0];
const approved = (options: Options = {}) => makeGeneratedImage({ decision: "APPROVE", checks: PASS, ...options });

/** Writes a further version of an image, which counts in its place. */
async function makeVersion(firstId: string, options: Options = {}): Promise<string> {
  const id = await makeGeneratedImage({ checks: PASS, ...options });
  await makeVersionOf(firstId, id);
  return id;
}

const outcomesOf = (manifest: Row[]) => new Map(manifest.map(({ image, outcome }) => [image, outcome]));

test("exports approved images alone, under Amazon's names, with a manifest", async () => {
  const productId = await makeProduct({ asin: "B0AAAAAAA1", title: "Mug, “blue”", photos: ["MAIN", "PT01"] });
  const main = await approved({ productId });
  const part = await approved({ productId, variant: "PT01", bytes: await draw({ size: 700 }).png().toBuffer() });
  await makeGeneratedImage({ checks: PASS });
  await makeGeneratedImage({ checks: PASS, decision: "REJECT" });

  const { names, manifest, files } = await unzipped();

  expect(names).toEqual(["B0AAAAAAA1.MAIN.jpg", "B0AAAAAAA1.PT01.jpg", "manifest.csv"]);
  expect(files.get("B0AAAAAAA1.MAIN.jpg")).toEqual(Buffer.from((await store().get(generatedKey(main))) ?? []));
  expect(manifest).toHaveLength(2);
  expect(manifest[1]).toMatchObject({
    product: "Mug, “blue”",
    asin: "B0AAAAAAA1",
    variant: "PT01",
    file: "B0AAAAAAA1.PT01.jpg",
    outcome: "exported",
    dimensions: "700x700",
    width: "700",
    height: "700",
    bytes: String(files.get("B0AAAAAAA1.PT01.jpg")?.byteLength),
    verdict: "pass",
    checks: "longest-side: pass, 2000 px",
    prompt: "A photo",
    model: "demo",
    source: "MAIN",
    "decided by": "local user",
    image: part,
  });
});

test("keeps to a job, and to a variant that an image is meant for and not made from", async () => {
  const jobId = await makeFinishedJob();
  const productId = await makeProduct({ asin: "B0AAAAAAA2" });
  const id = await approved({ jobId, productId });
  await approved();
  await patch(id, { targetVariant: "PT03" });

  expect((await unzipped(`jobId=${jobId}`)).names).toEqual(["B0AAAAAAA2.PT03.jpg", "manifest.csv"]);
  expect((await unzipped("variant=PT03")).names).toEqual(["B0AAAAAAA2.PT03.jpg", "manifest.csv"]);
  await problem(await zipOf(`jobId=${jobId}&variant=MAIN`), 409);
});

test("waits while images collide, until a person has chosen", async () => {
  const productId = await makeProduct({ asin: "B0AAAAAAA3" });
  const [one, other] = [await approved({ productId }), await approved({ productId })];

  const { collisionCount, collisions, fileCount } = await preview();
  expect({ collisionCount, fileCount }).toEqual({ collisionCount: 1, fileCount: 0 });
  expect(collisions[0]).toMatchObject({ productId, asin: "B0AAAAAAA3", variant: "MAIN" });
  expect(collisions[0]?.images.map(({ imageId }) => imageId).sort()).toEqual([one, other].sort());
  expect((await problem(await zipOf(), 409)).detail).toContain("B0AAAAAAA3.MAIN");

  await patch(other, { current: true });
  const { manifest, names } = await unzipped();
  expect(names).toEqual(["B0AAAAAAA3.MAIN.jpg", "manifest.csv"]);
  expect(manifest.map(({ image, outcome }) => ({ image, outcome }))).toEqual([
    { image: other, outcome: "exported" },
    { image: one, outcome: "skipped: another approved image is used for this variant" },
  ]);
});

test("exports what was approved where a version counts that nobody approved, and says so", async () => {
  const productId = await makeProduct({ asin: "B0AAAAAAA5" });
  const first = await approved({ productId });
  const second = await makeVersion(first, { productId, decision: "APPROVE" });
  const third = await makeVersion(first, { productId });

  const shown = await preview();

  expect(shown).toMatchObject({ fileCount: 1, collisionCount: 0, supersededCount: 1 });
  expect(shown.files).toMatchObject([{ imageId: second, superseded: true, currentVersionId: third }]);
  expect(shown.superseded).toMatchObject([{ imageId: second, productId, variant: "MAIN", currentVersionId: third }]);
  const { manifest } = await unzipped();
  expect(outcomesOf(manifest)).toEqual(
    new Map([
      [second, "exported, although the current version is not approved"],
      [first, "skipped: another approved image is used for this variant"],
    ]),
  );

  await db.generatedImage.update({ where: { id: second }, data: { verdict: "FAIL" } });
  expect(await preview()).toMatchObject({ supersededCount: 1, failing: [{ imageId: second, superseded: true }] });
  await db.imageDecision.create({ data: { imageId: third, decision: "APPROVE", by: "local user" } });
  const later = await preview();
  expect(later).toMatchObject({ supersededCount: 0, files: [{ imageId: third, superseded: false }] });
});

test("leaves out what a person said does not count, and lists it", async () => {
  const id = await approved();
  await approved();
  await patch(id, { current: false });

  const { notSelected, notSelectedCount, fileCount, supersededCount } = await preview();

  expect({ notSelectedCount, fileCount, supersededCount }).toEqual({
    notSelectedCount: 1,
    fileCount: 1,
    supersededCount: 0,
  });
  expect(notSelected).toMatchObject([{ imageId: id, currentVersionId: null, superseded: false }]);
  expect(outcomesOf((await unzipped()).manifest).get(id)).toBe("skipped: not selected for this variant");
});

test("shows what has no ASIN, leaves it out, and says so in the manifest", async () => {
  const productId = await makeProduct({ asin: null, title: "Nameless" });
  await approved({ productId });
  expect((await problem(await zipOf(), 409)).detail).toContain("no ASIN");
  await approved();

  const { missingAsinCount, missingAsins, fileCount } = await preview();
  expect({ missingAsinCount, fileCount }).toEqual({ missingAsinCount: 1, fileCount: 1 });
  expect(missingAsins[0]).toMatchObject({ productId, title: "Nameless", asin: null });
  const { names, manifest } = await unzipped();
  expect(names).toHaveLength(2);
  expect(manifest.find(({ product }) => product === "Nameless")).toMatchObject({
    file: "",
    outcome: "skipped: the product has no ASIN",
  });
});

test("leaves a MAIN image that fails out unless one insists, and what was not checked yet", async () => {
  await approved({ checks: FAIL });
  const bytes = await draw({ size: 600, background: 240 }).png().toBuffer();
  await makeGeneratedImage({ decision: "APPROVE", bytes });
  await makeGeneratedImage({ decision: "APPROVE", bytes: await draw({ size: 1600 }).png().toBuffer() });
  await approved({ checks: FAIL, variant: "PT01" });

  expect(await preview()).toMatchObject({ fileCount: 1, failingCount: 3 });
  await checkOutdatedImages();
  const worker = await startWorker();
  try {
    await vi.waitFor(async () => expect(await preview()).toMatchObject({ fileCount: 2, failingCount: 2 }), WAIT);
  } finally {
    await worker.stop();
  }
  const { names, manifest } = await unzipped();
  expect(names).toHaveLength(3);
  expect(manifest.filter(({ outcome }) => outcome?.startsWith("skipped: a MAIN image that fails"))).toHaveLength(2);
  expect((await unzipped("includeFailing=true")).names).toHaveLength(5);
});

test("measures nothing: a preview and a list of results read no picture", async () => {
  await makeGeneratedImage({ decision: "APPROVE" });
  const get = vi.spyOn(store(), "get");
  expect(await preview()).toMatchObject({ fileCount: 0, failingCount: 1 });
  await (await resultsCsv(request("/"), {})).text();
  expect(get).not.toHaveBeenCalled();
  get.mockRestore();
});

test("reports a picture that is missing or damaged in the manifest, and continues", async () => {
  const ids = await Promise.all([approved(), approved(), approved()]);
  await store().remove(generatedKey(ids[0]));
  await store().put(generatedKey(ids[1]), Buffer.from("no picture at all"), "image/jpeg");

  const { names, manifest } = await unzipped();

  expect(names).toHaveLength(2);
  const outcomes = new Map(manifest.map(({ image, outcome }) => [image, outcome]));
  expect(outcomes.get(ids[0])).toBe("skipped: its picture is not in the store");
  expect(outcomes.get(ids[1])).toMatch(/^skipped: its picture can't be read: /);
  expect(outcomes.get(ids[2])).toBe("exported");
});

test("breaks off where the store fails: a zip that looks whole is whole", async () => {
  await approved();
  await approved();
  const check = vi.spyOn(store(), "check").mockRejectedValueOnce(new StoreError("STORE_UNAVAILABLE", "It is down."));
  await problem(await zipOf(), 503);
  check.mockRestore();
  const response = await zipOf();
  const get = vi.spyOn(store(), "get").mockRejectedValue(new StoreError("STORE_UNAVAILABLE", "It is down."));
  try {
    await expect(response.arrayBuffer()).rejects.toThrow("It is down.");
  } finally {
    get.mockRestore();
  }
});

test("ends its work where the one who downloads goes away", async () => {
  for (let count = 0; count < 8; count++) await approved();
  const get = vi.spyOn(store(), "get");
  const reader = (await zipOf()).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(get.mock.calls.length).toBeLessThan(8);
  get.mockRestore();
});

test("makes files as small as they are asked for", async () => {
  const bytes = await noise(1400).jpeg({ quality: 90 }).toBuffer();
  await approved({ bytes, variant: "PT01" });
  const { manifest } = await unzipped("maxBytes=500000");
  expect(Number(manifest[0]?.bytes)).toBeLessThanOrEqual(500_000);
  expect(Number(manifest[0]?.width)).toBeGreaterThanOrEqual(1000);
});

test("does not work on for a caller who has left", async () => {
  const bytes = await noise(1600).jpeg({ quality: 98 }).toBuffer();
  const id = await makeGeneratedImage({ productId: await makeProduct({ asin: "B0AAAAAAA9" }), variant: "PT01", bytes });
  const controller = new AbortController();
  const get = vi.spyOn(store(), "get").mockImplementation(async () => {
    controller.abort();
    return bytes;
  });
  try {
    const asked = new Request(request("/?maxBytes=500000"), { signal: controller.signal });
    expect((await singleFile(asked, context({ id }))).status).toBe(499);
  } finally {
    get.mockRestore();
  }
});

test("answers a single image as the file for Amazon", async () => {
  const productId = await makeProduct({ asin: "B0AAAAAAA6" });
  const bytes = await draw({ size: 700, transparent: true }).png().toBuffer();
  const id = await makeGeneratedImage({ productId, variant: "PT02", bytes });
  const single = (of: string, query = "") => singleFile(request(`/?${query}`), context({ id: of }));

  const answered = await single(id);
  expect(answered.headers.get("content-disposition")).toBe('attachment; filename="B0AAAAAAA6.PT02.jpg"');
  expect(answered.headers.get("content-type")).toBe("image/jpeg");
  const file = await sharp(Buffer.from(await answered.arrayBuffer())).metadata();
  expect(file).toMatchObject({ format: "jpeg", width: 700, hasAlpha: false });

  await problem(await single("nobody"), 404);
  await problem(await single(id, "maxBytes=1"), 400);
  const nameless = await makeGeneratedImage({ productId: await makeProduct({ asin: null }) });
  expect((await problem(await single(nameless), 409)).detail).toContain("no ASIN");
  await store().remove(generatedKey(id));
  expect((await problem(await single(id), 422)).detail).toContain("not in the store");
  await unmake(id, { status: "FAILED" });
  await problem(await single(id), 409);
});

test("answers results in the shape of the catalogue, a row for each image", async () => {
  const jobId = await makeFinishedJob({ images: 2 });
  const productId = await makeProduct({ asin: "B0AAAAAAA4", sku: "=SUM(A1)", title: "Mug", category: "Kitchen" });
  const done = await approved({ jobId, productId });
  const failed = await makeGeneratedImage({ jobId });
  await unmake(failed, { status: "FAILED", errorMessage: "Refused by the model." });
  await approved();

  const csv = Buffer.from(await (await resultsCsv(request(`/?jobId=${jobId}`), {})).arrayBuffer());
  expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const rows = rowsOf(csv);
  expect(rows).toHaveLength(2);
  expect(rows.find((row) => row["image id"] === done)).toMatchObject({
    sku: "'=SUM(A1)",
    asin: "B0AAAAAAA4",
    title: "Mug",
    category: "Kitchen",
    variant: "MAIN",
    image: expect.stringMatching(/^http:\/\/localhost:3000\/api\/files\/source-images\//),
    status: "completed",
    decision: "approve",
    "target variant": "MAIN",
    file: "B0AAAAAAA4.MAIN.jpg",
  });
  expect(rows.find((row) => row["image id"] === failed)).toMatchObject({
    status: "failed",
    error: "Refused by the model.",
    file: "",
  });
  expect(rowsOf(await (await resultsCsv(request("/"), {})).text())).toHaveLength(3);
});

test("names in the results just the files that the zip holds, of the same images", async () => {
  const first = await approved();
  await makeVersion(first);
  const regenerated = await approved();
  await makeVersion(regenerated, { decision: "APPROVE" });
  const productId = await makeProduct({ photos: ["PT01"] });
  const colliding = await Promise.all([
    approved({ productId, variant: "PT01" }),
    approved({ productId, variant: "PT01" }),
  ]);
  await approved({ checks: FAIL });
  await patch(await approved(), { current: false });
  await approved({ productId: await makeProduct({ asin: null }) });
  await makeGeneratedImage({ checks: PASS });

  const results = async (query = "") => {
    const rows = rowsOf(await (await resultsCsv(request(`/?${query}`), {})).text());
    return rows.map((row) => ({ image: row["image id"] ?? "", file: row.file ?? "" }));
  };
  const named = (rows: { image: string; file: string }[]) =>
    rows.filter(({ file }) => file !== "").toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const held = async (query = "") =>
    named((await unzipped(query)).manifest.map(({ image = "", file = "" }) => ({ image, file })));

  const rows = await results();
  expect(rows).toHaveLength(8);
  expect(rows.filter(({ image }) => colliding.includes(image)).map(({ file }) => file)).toEqual(["", ""]);
  expect(named(rows).map(({ image }) => image)).toContain(first);
  await patch(colliding[0], { current: true });
  expect(named(await results())).toEqual(await held());
  expect(named(await results("includeFailing=true"))).toEqual(await held("includeFailing=true"));
});

test("refuses more files than a zip can count", async () => {
  await approved();
  const shown = await preview();
  expect(() => refuse({ ...shown, fileCount: 65_533 })).not.toThrow();
  expect(() => refuse({ ...shown, fileCount: 65_534 })).toThrow("by variant or by job");
});

test("refuses what it does not understand, and jobs that don't exist", async () => {
  for (const query of [
    "maxBytes=1",
    "maxBytes=499999",
    "maxBytes=x",
    "variant=%3Cb%3E",
    "includeFailing=yes",
    "jobId=%20",
  ])
    await problem(await zipOf(query), 400);
  for (const handler of [imagesZip, previewRoute, resultsCsv])
    await problem(await handler(request("/?jobId=nobody"), {}), 404);
  expect((await problem(await zipOf(), 409)).detail).toContain("No approved image");
});
