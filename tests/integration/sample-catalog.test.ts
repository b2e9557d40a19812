import { beforeEach, expect, test, vi } from "vitest";
import { db } from "#lib/db/client.ts";
import { loadSampleCatalog } from "#lib/demo/load-sample-catalog.ts";
import { useDatabase } from "#tests/support/app.ts";
import { removeAll } from "#tests/support/removals.ts";
import { emptyStore, filesInStore } from "#tests/support/stored-files.ts";

// Each picture is drawn once for all the starts.
vi.mock("#lib/demo/draw-sample.ts", async (load) => {
  const { drawSample } = await load<typeof import("#lib/demo/draw-sample.ts")>();
  const drawn = new Map<string, ReturnType<typeof drawSample>>();
  return {
    drawSample(svg: Uint8Array) {
      const key = Buffer.from(svg).toString();
      const picture = drawn.get(key) ?? drawSample(svg);
      drawn.set(key, picture);
      return picture;
    },
  };
});

useDatabase();
beforeEach(emptyStore);

test("apps that start together on an empty database load the sample catalogue once, and none of them fails", async () => {
  const loaded = await Promise.all([1, 2, 3].map(() => loadSampleCatalog()));
  const products = await db.product.count();
  expect(products).toBeGreaterThan(0);
  expect(loaded.sort((a, b) => a - b)).toEqual([0, 0, products]);
  expect(filesInStore("source-images")).toHaveLength(await db.sourceImage.count());
  expect(await loadSampleCatalog()).toBe(0);
});

test("an app that takes so long that another one began as well fails no start, and leaves no object behind", async () => {
  const slow = loadSampleCatalog();
  await expect.poll(() => filesInStore("source-images").length).toBeGreaterThan(0);
  await db.$executeRaw`UPDATE "Task" SET "lastRunAt" = now() - interval '1 hour'`;
  const loaded = await Promise.all([slow, loadSampleCatalog()]);
  const products = await db.product.count();
  expect(loaded.sort((a, b) => a - b)).toEqual([0, products]);
  await removeAll();
  expect(filesInStore("source-images")).toHaveLength(await db.sourceImage.count());
});
