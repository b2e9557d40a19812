import { expect, test, vi } from "vitest";
import { POST as preview } from "#app/api/images/bulk-generate/preview/route.ts";
import { POST as previewPlain } from "#app/api/images/bulk-generate-by-variant/preview/route.ts";
import { db } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { priceOf } from "#lib/gemini/price-list.ts";
import { expectedCost } from "#lib/gemini/prices.ts";
import { costOfRecent, msPerImage } from "#lib/generation/estimate.ts";
import { bulkPreviewResponseSchema, jobPreviewSchema } from "#lib/schemas/bulk-generate.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { answer, jsonRequest } from "#tests/support/request.ts";

vi.stubEnv("GEMINI_API_KEY", "a-key");
vi.stubEnv("GEMINI_IMAGE_MODEL", "gemini-nano-banana-2.1");
useDatabase();

const MODEL = "gemini-nano-banana-2.1";

async function estimateOf(shots: object[], productIds: string[]) {
  const body = { productIds, shots };
  return (await answer(await preview(jsonRequest("/", body), {}), 200, jobPreviewSchema)).estimate;
}

/** One after the other, of 10 s each. */
async function addImages(count: number, imageSize: string, costMicros: number, tier: string | null = null) {
  const call = { jobId: null, model: MODEL, round: 0, called: true, code: "COMPLETED", counted: true };
  const data = Array.from({ length: count }, (_, index) => ({
    ...call,
    ...{ imageId: `${imageSize} ${index}`, imageSize, tier, costMicros, callMs: 10_000 },
    startedAt: new Date(Date.parse("2026-11-01T00:00:00Z") + index * 10_000),
  }));
  await db.generationAttempt.createMany({ data });
}

test("a preview estimates by the table, for each shot's size, pictures and candidates", async () => {
  const imageTypeId = await makeImageType("A mug");
  const productIds = [await makeProduct({ photos: ["MAIN", "PT01"] }), await makeProduct({ photos: ["MAIN"] })];
  const large = { variant: "PT01", imageTypeId, imageSize: "4K", alsoSend: ["MAIN"], candidates: 3 };
  const estimate = await estimateOf([{ variant: "MAIN", imageTypeId }, large], productIds);
  const price = priceOf(MODEL, "standard");
  const one = price && expectedCost(price, { size: "2K", pictures: 1, characters: 5 });
  const other = price && expectedCost(price, { size: "4K", pictures: 2, characters: 5 });
  const usd = (bound: "micros" | "lowMicros" | "highMicros") =>
    (2 * (one?.[bound] ?? 0) + 3 * (other?.[bound] ?? 0)) / 1_000_000;
  expect(estimate).toEqual({
    ...{ usd: usd("micros"), lowUsd: usd("lowMicros"), highUsd: usd("highMicros") },
    ...{ seconds: 100, basis: "table", demo: false, budgetLeftUsd: null },
  });
});

test("once there are 20 images of the model and size, they are what it goes by", async () => {
  const imageTypeId = await makeImageType("A mug");
  const productIds = [await makeProduct({ photos: ["MAIN"] }), await makeProduct({ photos: ["MAIN"] })];
  const shots = [{ variant: "MAIN", imageTypeId }];
  await addImages(19, "2K", 53_000);
  await addImages(30, "4K", 120_000);
  await addImages(30, "2K", 26_500, "flex");
  expect(await estimateOf(shots, productIds)).toMatchObject({ basis: "table" });
  await addImages(1, "2K", 53_000, "standard");
  const known = { usd: 0.106, lowUsd: 0.106, highUsd: 0.106, basis: "history" };
  expect(await estimateOf(shots, productIds)).toMatchObject(known);
  const body = { productIds, variant: "MAIN", imageTypeId };
  const plain = await answer(await previewPlain(jsonRequest("/", body), {}), 200, bulkPreviewResponseSchema);
  expect(plain.estimate).toMatchObject(known);
});

test("costs are unknown where no price is known, and pretended in demo mode", async () => {
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType("A mug") }];
  const productIds = [await makeProduct({ photos: ["MAIN"] })];
  const usual = { ...env() };
  env().GEMINI_IMAGE_MODEL = "gemini-nobody-knows";
  const unknown = { usd: null, lowUsd: null, highUsd: null, basis: "table" };
  expect(await estimateOf(shots, productIds)).toMatchObject(unknown);
  env().GEMINI_API_KEY = undefined;
  expect(await estimateOf(shots, productIds)).toMatchObject({ usd: expect.any(Number), demo: true });
  Object.assign(env(), usual);
});

test("the range leaves out the odd image, and holds the mean", () => {
  const calls = (costs: number[]) => costs.map((micros) => ({ micros }));
  const spread = Array.from({ length: 100 }, (_, index) => 50_000 + index * 100);
  expect(costOfRecent(calls([...spread, 100_000]))).toMatchObject({ lowMicros: 50_500, highMicros: 59_500 });
  const odd = costOfRecent(calls([...Array(40).fill(50_000), 900_000]));
  expect(odd.highMicros).toBe(odd.micros);
});

test("the time per image counts parallel calls once, short breaks too, and no long one", () => {
  const call = (startS: number, seconds: number) => ({ startedMs: startS * 1_000, callMs: seconds * 1_000 });
  expect(msPerImage([call(0, 20), call(0, 20), call(5, 5), call(10, 20)])).toBe(30_000 / 4);
  expect(msPerImage([call(0, 20), call(60, 20)])).toBe(80_000 / 2);
  expect(msPerImage([call(0, 20), call(3_600, 20)])).toBe(40_000 / 2);
});
