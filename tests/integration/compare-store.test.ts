import { randomUUID } from "node:crypto";
import { utimesSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { KeySet } from "#lib/key-set.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { confirmStore } from "#lib/storage/identity.ts";
import { generatedKey, importKey, sourceKey, storeIdKey, thumbnailKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { compareStore } from "#lib/upkeep/compare-store.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { removeDue } from "#tests/support/removals.ts";
import { emptyStore } from "#tests/support/stored-files.ts";

useDatabase();
beforeEach(emptyStore);

const DAY_SECONDS = 24 * 3_600;
const compare = () => compareStore(store(), new AbortController().signal);

/** Puts an object that was last changed so many days ago. */
async function putOld(key: string, days: number): Promise<string> {
  await store().put(key, Buffer.from("x"), "image/jpeg");
  const at = Date.now() / 1_000 - days * DAY_SECONDS;
  utimesSync(dataPath("images", key), at, at);
  return key;
}

test("lists objects without a row and rows without an object, and removes what is older than 30 days", async () => {
  await confirmStore(store(), false);
  await makeProduct({ photos: ["MAIN", "PT01"] });
  await db.$executeRaw`UPDATE "StoreIdentity" SET "confirmedAt" = now() - interval '31 days'`;
  const [photo, missing] = await db.sourceImage.findMany({ orderBy: { variant: "asc" } });
  await store().remove(missing?.storageKey ?? "");
  const made = await makeGeneratedImage();
  const old = [sourceKey(randomUUID()), generatedKey(randomUUID()), importKey(randomUUID())];
  for (const key of [...old, thumbnailKey(old[0] ?? "")]) await putOld(key, 31);
  const young = await putOld(sourceKey(randomUUID()), 29);
  await putOld("source-images/notes.txt", 99);
  const kept = await putOld(photo?.storageKey ?? "", 99);

  const found = await compare();
  expect(found).toMatchObject({
    withoutRowCount: 5,
    removed: 4,
    withoutObjectCount: 1,
    withoutObject: [missing?.storageKey],
  });
  expect(new Set(found?.withoutRow)).toEqual(new Set([...old, thumbnailKey(old[0] ?? ""), young]));
  await removeDue();
  for (const key of old) expect(await store().get(key)).toBeNull();
  for (const key of [young, kept, generatedKey(made), "source-images/notes.txt", storeIdKey])
    expect(await store().get(key)).not.toBeNull();
  expect(await compare()).toMatchObject({ withoutRowCount: 1, removed: 0, withoutObjectCount: 1 });
});

test("keeps the pictures of looks, and lists one whose object is missing", async () => {
  await confirmStore(store(), false);
  await db.$executeRaw`UPDATE "StoreIdentity" SET "confirmedAt" = now() - interval '31 days'`;
  const [kept, missing] = [sourceKey(randomUUID()), sourceKey(randomUUID())];
  for (const key of [kept, thumbnailKey(kept)]) await putOld(key, 99);
  const size = { width: 1, height: 1 };
  const pictures = [kept, missing].map((storageKey, place) => ({ storageKey, place, ...size }));
  const { id } = await db.look.create({ data: { name: "Calm", pictures: { create: pictures } } });
  expect(await compare()).toMatchObject({ withoutRowCount: 0, removed: 0, withoutObject: [missing] });
  await removeDue();
  for (const key of [kept, thumbnailKey(kept)]) expect(await store().get(key)).not.toBeNull();

  await db.look.delete({ where: { id } });
  expect(await compare()).toMatchObject({ withoutRowCount: 2, removed: 2, withoutObject: [] });
  await removeDue();
  for (const key of [kept, thumbnailKey(kept)]) expect(await store().get(key)).toBeNull();
});

test("removes nothing from a store that was adopted less than 30 days ago, and lists what it would", async () => {
  const key = await putOld(sourceKey(randomUUID()), 99);
  await store().put(storeIdKey, Buffer.from("another"), "text/plain");
  await confirmStore(store(), true);
  expect(await compare()).toMatchObject({ withoutRow: [key], removed: 0 });
});

test("touches nothing in a store that is not surely the database's own", async () => {
  const key = await putOld(sourceKey(randomUUID()), 99);
  expect(await compare()).toBeNull();
  await confirmStore(store(), false);
  await store().put(storeIdKey, Buffer.from("another"), "text/plain");
  expect(await compare()).toBeNull();
  await removeDue();
  expect(await store().get(key)).not.toBeNull();
});

test("a set of keys knows those that were added, also after it grew", () => {
  const keys = Array.from({ length: 5_000 }, (_, index) => sourceKey(String(index)));
  const set = new KeySet();
  for (const key of keys) set.add(key);
  expect(keys.every((key) => set.has(key))).toBe(true);
  expect(keys.some((key) => set.has(`${key}x`))).toBe(false);
});
