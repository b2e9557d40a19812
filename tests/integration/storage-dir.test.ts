import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { lowSpace, lowSpaceForData } from "#lib/storage/disk-space.ts";
import { confirmStore } from "#lib/storage/identity.ts";
import { storeIdKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { pretendFree } from "#tests/support/low-disk.ts";

const folder = mkdtempSync(join(process.env.DATA_DIR ?? "", "..", "packshot-pictures-"));
process.env.STORAGE_DIR = join(folder, "pictures");
afterAll(() => rmSync(folder, { recursive: true }));

useDatabase();
beforeEach(() => rmSync(env().STORAGE_DIR ?? "", { recursive: true, force: true }));

let disk: ReturnType<typeof pretendFree> | null = null;
afterEach(() => disk?.end());

test("images are in STORAGE_DIR, with the id of their database, and nothing of them in DATA_DIR", async () => {
  await store().check();
  await confirmStore(store(), false);
  await makeProduct({ photos: ["MAIN"] });
  const photo = await db.sourceImage.findFirst();
  expect(existsSync(join(env().STORAGE_DIR ?? "", photo?.storageKey ?? "no key"))).toBe(true);
  expect(existsSync(join(env().STORAGE_DIR ?? "", storeIdKey))).toBe(true);
  expect(existsSync(dataPath("images"))).toBe(false);
});

test("says where the images may be if they were in DATA_DIR before", async () => {
  await confirmStore(store(), false);
  await store().remove(storeIdKey);
  await expect(confirmStore(store(), false)).rejects.toThrow(/^The folder of STORAGE_DIR .+ or check STORAGE_DIR\./);
  mkdirSync(dataPath("images"));
  writeFileSync(dataPath("images", storeIdKey), "1");
  await expect(confirmStore(store(), false)).rejects.toThrow("in the folder images of DATA_DIR: move them, or set");
});

test("names the disk that has no room", async () => {
  disk = pretendFree(100, env().STORAGE_DIR);
  const full = "The disk of STORAGE_DIR is nearly full (100 MB free): free space until there are 200 MB.";
  expect([await lowSpace(), await lowSpaceForData()]).toEqual([full, full]);
});
