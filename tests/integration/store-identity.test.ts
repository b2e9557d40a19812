import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { diskStore } from "#lib/storage/disk.ts";
import { confirmStore } from "#lib/storage/identity.ts";
import { storeIdKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { emptyStore } from "#tests/support/stored-files.ts";

useDatabase();
beforeEach(emptyStore);

const newStore = () => diskStore({ path: mkdtempSync(join(tmpdir(), "packshot-store-")), setting: "DATA_DIR" });
const idOf = async (of: Store) => Buffer.from((await of.get(storeIdKey)) ?? []).toString();
const identity = async () => db.storeIdentity.findUniqueOrThrow({ where: { id: 1 } });

test("processes that start together on an empty database and store agree on one id, and start again", async () => {
  await Promise.all([1, 2, 3].map(() => confirmStore(store(), false)));
  const { storeId } = await identity();
  expect(await idOf(store())).toBe(storeId);
  await confirmStore(store(), false);
  expect((await identity()).storeId).toBe(storeId);
});

test("a process with another store, empty or of another database, does not start unless it is told to", async () => {
  await confirmStore(store(), false);
  const { storeId } = await identity();
  const [empty, foreign] = [newStore(), newStore()];
  await foreign.put(storeIdKey, Buffer.from("another"), "text/plain");
  await expect(confirmStore(empty, false)).rejects.toThrow(/does not hold the images of this database.+STORE_ADOPT=on/);
  await expect(confirmStore(foreign, false)).rejects.toThrow(/holds the images of another database.+STORE_ADOPT=on/);
  expect([(await identity()).storeId, await idOf(empty), await idOf(foreign)]).toEqual([storeId, "", "another"]);

  await confirmStore(empty, true);
  expect(await idOf(empty)).toBe(storeId);
  await confirmStore(foreign, true);
  expect((await identity()).storeId).toBe("another");
  await confirmStore(foreign, false);
  await expect(confirmStore(store(), false)).rejects.toThrow("another database");
});

test("a database from before the ids takes the store that holds its photos, and no other", async () => {
  await makeProduct({ photos: ["MAIN"] });
  await expect(confirmStore(newStore(), false)).rejects.toThrow("does not hold the images of this database");
  await confirmStore(store(), false);
  expect(await idOf(store())).toBe((await identity()).storeId);
});
