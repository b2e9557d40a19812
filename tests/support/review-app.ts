import { setTimeout as sleep } from "node:timers/promises";
import { bulkGenerateResponseSchema, jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import {
  type ReviewImage,
  type ReviewProduct,
  reviewPageSchema,
  reviewProductsPageSchema,
  reviewSummarySchema,
} from "#lib/schemas/review.ts";
import { endedJob, fetchJson, importZip } from "#tests/support/app-client.ts";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { GeminiStub, imageReply } from "#tests/support/gemini-stub.ts";
import { drawPicture, noise } from "#tests/support/picture.ts";
import { draw } from "#tests/support/truth-pictures.ts";

/** Every tenth image of the large job passes all checks; the others are too small. */
export const PASSES_EVERY = 10;

export type ReviewApp = {
  app: AppProcess;
  /** One image per product for PT01. */
  jobId: string;
  /** One image for MAIN of each of the first products, on a background that is not white. */
  mainJobId: string;
  images: (query: string) => Promise<ReviewImage[]>;
  close: () => Promise<void>;
};

const drawn = { patterns: 0, products: 0 };

function drawResult(prompt: string): Promise<Buffer> {
  if (!prompt.includes("cut out")) {
    drawn.patterns += 1;
    const side = drawn.patterns % PASSES_EVERY ? 400 : 1600;
    return noise(12).resize(side).jpeg().toBuffer();
  }
  drawn.products += 1;
  const hue = drawn.products * 50;
  const tones = [`hsl(${hue}, 60%, 70%)`, `hsl(${hue + 40}, 60%, 30%)`] as const;
  return draw({ fill: 0.88, background: 238, tones }).png().toBuffer();
}

async function startJob(url: string, productIds: string[], variant: string, customPrompt: string): Promise<string> {
  const { imageTypes } = await fetchJson(imageTypesSchema, `${url}/api/image-types`);
  const body = JSON.stringify({ productIds, variant, imageTypeId: imageTypes[0]?.id, customPrompt });
  const headers = { "content-type": "application/json" };
  const path = `${url}/api/images/bulk-generate-by-variant`;
  return (await fetchJson(bulkGenerateResponseSchema, path, { method: "POST", headers, body })).jobId;
}

async function allChecked(url: string): Promise<void> {
  for (let attempts = 0; attempts < 300; attempts += 1) {
    const { unchecked } = await fetchJson(reviewSummarySchema, `${url}/api/review/summary`);
    if (unchecked === 0) return;
    await sleep(200);
  }
  throw new Error("The images were not checked within a minute.");
}

/** With these photos, and a model that answers each prompt with `drawImage`. `ids`: of the products, by ASIN. */
async function startApp(names: string[], drawImage: (prompt: string) => Promise<Buffer>) {
  const stub = new GeminiStub();
  stub.reply = async ({ prompt }) => imageReply(await drawImage(prompt));
  const app = await spawnApp({
    GEMINI_API_KEY: "test-key",
    GEMINI_BASE_URL: await stub.listen(),
    GENERATION_CONCURRENCY: "4",
  });
  const photos = await Promise.all(
    names.map(async (name) => [name, await drawPicture({ width: 300, height: 300 })] as const),
  );
  await importZip(app.url, await makeZip(Object.fromEntries(photos)), photos.length);
  const found = await fetchJson(productsSchema, `${app.url}/api/products?limit=200&sort=asin`);
  async function close() {
    app.child.kill("SIGTERM");
    await stub.close();
  }
  return { app, ids: found.products.map(({ id }) => id), close };
}

const asinOf = (index: number) => `B${String(index).padStart(9, "0")}`;

/** `products` with a photo for PT01, the first `withMain` also with one for MAIN; generates an image of each. */
export async function startReviewApp(products: number, withMain: number): Promise<ReviewApp> {
  const names = Array.from({ length: products }, (_, index) => asinOf(index)).flatMap((asin, index) =>
    index < withMain ? [`${asin}.PT01.jpg`, `${asin}.MAIN.jpg`] : [`${asin}.PT01.jpg`],
  );
  const { app, ids, close } = await startApp(names, drawResult);
  const jobId = await startJob(app.url, ids, "PT01", "a pattern");
  const mainJobId = await startJob(app.url, ids.slice(0, withMain), "MAIN", "cut out");
  await Promise.all([endedJob(app.url, jobId), endedJob(app.url, mainJobId)]);
  await allChecked(app.url);
  return {
    ...{ app, jobId, mainJobId, close },
    images: async (query) => (await fetchJson(reviewPageSchema, `${app.url}/api/review?limit=200&${query}`)).images,
  };
}

export type ShotsApp = {
  app: AppProcess;
  jobId: string;
  products: () => Promise<ReviewProduct[]>;
  close: () => Promise<void>;
};

/** `products` with an image for PT01 and two candidates for PT02 each; those of the first `passing` pass all checks. */
export async function startShotsApp(products: number, passing: number): Promise<ShotsApp> {
  const asins = Array.from({ length: products }, (_, index) => asinOf(index));
  const passes = new Set(asins.slice(0, passing));
  const drawShot = (prompt: string) =>
    noise(12)
      .resize(passes.has(/B\d{9}/.exec(prompt)?.[0] ?? "") ? 1_600 : 400)
      .jpeg()
      .toBuffer();
  const { app, ids, close } = await startApp(
    asins.map((asin) => `${asin}.PT01.jpg`),
    drawShot,
  );
  const { imageTypes } = await fetchJson(imageTypesSchema, `${app.url}/api/image-types`);
  const shot = { variant: "PT01", imageTypeId: imageTypes[0]?.id, customPrompt: "A pattern for {{asin}}" };
  const body = JSON.stringify({ productIds: ids, shots: [shot, { ...shot, targetVariant: "PT02", candidates: 2 }] });
  const headers = { "content-type": "application/json" };
  const path = `${app.url}/api/images/bulk-generate`;
  const { jobId } = await fetchJson(jobResponseSchema, path, { method: "POST", headers, body });
  await endedJob(app.url, jobId);
  await allChecked(app.url);
  const list = `${app.url}/api/review/products?jobId=${jobId}&limit=200`;
  return {
    ...{ app, jobId, close },
    products: async () => (await fetchJson(reviewProductsPageSchema, list)).products,
  };
}
