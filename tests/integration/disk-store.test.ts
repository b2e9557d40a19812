import { readdirSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { dataPath } from "#lib/storage/data-dir.ts";
import { diskStore, readDiskTrouble } from "#lib/storage/disk.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { storeContract } from "#tests/support/store-contract.ts";
import { failuresOf } from "#tests/support/store-failures.ts";

storeContract(store);

test("says of every call where its folder can't be one", async () => {
  await mkdir(dataPath(), { recursive: true });
  await writeFile(dataPath("a-file"), "");
  const failures = await failuresOf(diskStore({ path: dataPath("a-file", "images"), setting: "DATA_DIR" }));
  for (const failure of failures)
    expect(failure).toMatchObject({
      code: "STORE_FAILED",
      transient: false,
      message: expect.stringContaining("DATA_DIR"),
    });
  expect(failures.join()).not.toContain(dataPath());
});

test("leaves no draft behind when it can't write", async () => {
  const root = dataPath("in-the-way");
  const folder = join(root, "generated-images");
  await mkdir(join(root, generatedKey("taken")), { recursive: true });
  await expect(
    diskStore({ path: root, setting: "DATA_DIR" }).put(generatedKey("taken"), await drawPicture(), "image/jpeg"),
  ).rejects.toMatchObject({
    code: "STORE_FAILED",
  });
  expect(await readdir(folder)).toEqual(["taken"]);
});

test.each([
  ["ENOSPC", "STORE_FULL", false],
  ["EDQUOT", "STORE_FULL", false],
  ["EACCES", "STORE_REFUSED", false],
  ["EROFS", "STORE_REFUSED", false],
  ["EMFILE", "STORE_UNAVAILABLE", true],
  ["EIO", "STORE_FAILED", false],
])("reads %s as %s", (code, expected, transient) => {
  const error = Object.assign(new Error(`${code}: no, '/home/seller/images'`), { code });
  const trouble = readDiskTrouble(error, "STORAGE_DIR");
  expect(trouble).toMatchObject({ code: expected, transient, cause: error });
  expect(trouble.message).toMatch(new RegExp(`^The image store .+ \\(${code}\\): .+\\.$`));
  expect(trouble.message).not.toContain("/home");
});

test("files that are written at once share a sync of their folder, which begins when they are there", async () => {
  const root = dataPath("shared");
  const folder = join(root, "generated-images");
  await mkdir(folder, { recursive: true });
  const filesIn = () => readdirSync(folder).filter((name) => !name.endsWith(".part")).length;
  const handle = await open(folder);
  const handles: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  const { sync } = handles;
  const held: number[] = [];
  const spy = vi.spyOn(handles, "sync").mockImplementation(async function (this: FileHandle) {
    if ((await this.stat()).isDirectory()) {
      held.push(filesIn());
      if (held.length === 1) await vi.waitUntil(() => filesIn() === 10);
    }
    return sync.call(this);
  });
  const { put } = diskStore({ path: root, setting: "DATA_DIR" });
  const bytes = await drawPicture();
  await Promise.all(Array.from({ length: 10 }, (_, index) => put(generatedKey(`image-${index}`), bytes, "image/jpeg")));
  spy.mockRestore();
  expect(held).toHaveLength(2);
  expect(held[1]).toBe(10);
});
