import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CantStart } from "#lib/cant-start.ts";
import { factsOf } from "#lib/gemini/models.ts";
import { loadPrices, priceOf } from "#lib/gemini/price-list.ts";
import { costMicros, expectedCost, PRICES, type Price } from "#lib/gemini/prices.ts";
import type { ImageSize } from "#lib/schemas/picture-format.ts";

function priceFor(model: string, tier = "standard"): Price {
  const price = priceOf(model, tier);
  if (!price) throw new Error(`No price for ${model}.`);
  return price;
}

/** Of one image without anything else, in USD. */
function imageUsd(price: Price, size: ImageSize): number {
  return costMicros(price, { input: 0, text: 0, image: price.imageTokens[size] ?? 0 }) / 1_000_000;
}

test.each<[string, ImageSize, number]>([
  ["gemini-3-pro-image", "1K", 0.134],
  ["gemini-3-pro-image", "2K", 0.134],
  ["gemini-3-pro-image", "4K", 0.24],
  ["gemini-nano-banana-2.1", "1K", 0.0336],
  ["gemini-nano-banana-2.1", "2K", 0.0504],
  ["gemini-nano-banana-2.1", "4K", 0.1134],
  ["gemini-3.1-flash-lite-image", "1K", 0.0336],
  ["gemini-3.1-flash-image", "512", 0.045],
  ["gemini-3.1-flash-image", "1K", 0.067],
  ["gemini-3.1-flash-image", "2K", 0.101],
  ["gemini-3.1-flash-image", "4K", 0.151],
  ["gemini-2.5-flash-image", "1K", 0.039],
])("an image of %s in %s costs what Google's page says", (model, size, usd) => {
  expect(Math.abs(imageUsd(priceFor(model), size) - usd)).toBeLessThan(0.0005);
  expect(imageUsd(priceFor(model, "batch"), size)).toBeCloseTo(imageUsd(priceFor(model), size) / 2, 6);
});

test("flex is half where it is offered, and has no price elsewhere", () => {
  expect(imageUsd(priceFor("gemini-3-pro-image", "flex"), "2K")).toBeCloseTo(0.067, 3);
  expect(imageUsd(priceFor("gemini-2.5-flash-image", "flex"), "1K")).toBeCloseTo(0.0195, 3);
  expect(priceOf("gemini-3.1-flash-image", "flex")).toBeNull();
  expect(priceOf("gemini-nobody-knows", "standard")).toBeNull();
});

test("every model has prices for all its sizes, a source and a day", () => {
  for (const { model, tier, imageTokens, source, date } of PRICES) {
    expect(Object.keys(imageTokens), `${model} ${tier}`).toEqual(factsOf(model).sizes);
    expect(source).toMatch(model === "demo" ? /^demo$/ : /^https:/);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});

test("adds up a bill to the micro-dollar: input, image, and text with thinking", () => {
  const answer = { input: 9, text: 346 + 337, image: 1_120 };
  expect(costMicros(priceFor("gemini-3-pro-image"), answer)).toBe(9 * 2 + 683 * 12 + 1_120 * 120);
  expect(costMicros(priceFor("gemini-2.5-flash-image"), { input: 5, text: 0, image: 0 })).toBe(2);
  expect(costMicros(priceFor("gemini-3-pro-image"), { input: 17, text: 0, image: 0 })).toBe(34);
});

test("expects more than the image alone, and a measured bill within its range", () => {
  const price = priceFor("gemini-nano-banana-2.1");
  const cost = expectedCost(price, { size: "2K", pictures: 1, characters: 400 });
  expect(cost?.lowMicros).toBeGreaterThan(50_400);
  expect(cost?.lowMicros).toBeLessThan(53_000);
  expect(cost?.micros).toBeGreaterThan(53_000);
  expect(cost?.highMicros).toBeGreaterThan(cost?.micros ?? 0);
  expect(expectedCost(price, { size: "512", pictures: 1, characters: 400 })).toBeNull();
});

const own = { ...priceFor("gemini-3-pro-image"), imageOut: 99, source: "my contract", date: "2026-11-30" };

function fileOf(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), "prices-")), "prices.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

test("the rows of a file replace those of the same model and tier, and add others", () => {
  const added = { ...own, model: "gemini-4-image", tier: "priority" as const };
  const loaded = [...loadPrices(fileOf({ prices: [own, added] })).values()];
  expect(loaded).toHaveLength(PRICES.length + 1);
  expect(loaded).toContainEqual(own);
  expect(loaded).toContainEqual(added);
});

test.each<[unknown, string]>([
  ["{", "JSON"],
  [[], "the file must be an object"],
  [{ prices: [{ ...own, input: "2" }] }, "prices.0.input must be a number of USD per million tokens"],
  [{ prices: [{ ...own, tier: "fast" }] }, "prices.0.tier must be standard or flex or batch or priority"],
  [{ prices: [{ ...own, date: undefined }] }, "prices.0.date must be a day such as 2026-11-30"],
  [{ prices: [{ ...own, imageTokens: { "8K": 1 } }] }, "prices.0.imageTokens"],
  [{ prices: [{ ...own, rate: 1 }] }, "prices.0 has an unknown field rate"],
  [{ prices: [own, own] }, "prices must be a list with one row for each model and tier"],
])("refuses %j in one line that says what to correct", (content, reason) => {
  expect(() => loadPrices(fileOf(content))).toThrow(CantStart);
  expect(() => loadPrices(fileOf(content))).toThrow(
    new RegExp(`^PRICES_FILE holds "[^\n]+${reason.replaceAll(".", "\\.")}[^\n]*$`),
  );
});

test("refuses a file that does not exist", () => {
  expect(() => loadPrices("/no/such/prices.json")).toThrow(/^PRICES_FILE holds .*no such file/);
});
