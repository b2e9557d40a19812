import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedKey, importKey, sourceKey, thumbnailKey } from "#lib/storage/keys.ts";
import type { ListedObject, ListPage, Store } from "#lib/storage/store.ts";
import { drawPicture } from "#tests/support/picture.ts";

const LARGE_BYTES = 4 * 1024 * 1024;
// More than the connections a client keeps: one that leaks them stops here.
const MANY = 120;

let counter = 0;
const newKey = () => {
  counter += 1;
  return generatedKey(`contract-${counter}`);
};

async function readAll(store: Store, key: string) {
  const object = await store.open(key);
  if (!object) return null;
  const bytes = Buffer.from(await new Response(object.body).arrayBuffer());
  return { contentType: object.contentType, length: object.bytes, bytes };
}

export function storeContract(makeStore: () => Store): void {
  test.each(["jpeg", "png", "webp", "tiff"] as const)("gives back a %s as it was, with its type", async (format) => {
    const [store, key, bytes] = [makeStore(), newKey(), await drawPicture({ format })];
    await store.put(key, bytes, `image/${format}`);
    expect(Buffer.from((await store.get(key)) ?? [])).toEqual(bytes);
    expect(await readAll(store, key)).toEqual({ contentType: `image/${format}`, length: bytes.length, bytes });
  });

  test("gives back 4 MB byte for byte", async () => {
    const [store, key, bytes] = [makeStore(), newKey(), randomBytes(LARGE_BYTES)];
    await store.put(key, bytes, "image/png");
    expect(bytes.equals((await store.get(key)) ?? Buffer.alloc(0))).toBe(true);
    const read = await readAll(store, key);
    expect([read?.length, read?.bytes.equals(bytes)]).toEqual([LARGE_BYTES, true]);
  });

  test("knows nothing of what was never put, and removes it without a word", async () => {
    const [store, key] = [makeStore(), newKey()];
    expect([await store.get(key), await store.open(key)]).toEqual([null, null]);
    await store.remove(key);
  });

  test("changes nothing when the same bytes are put again, at the same time too", async () => {
    const [store, key, bytes] = [makeStore(), newKey(), await drawPicture()];
    await Promise.all([1, 2, 3].map(() => store.put(key, bytes, "image/jpeg")));
    await store.put(key, bytes, "image/jpeg");
    expect(await readAll(store, key)).toEqual({ contentType: "image/jpeg", length: bytes.length, bytes });
  });

  test("removes one object and no other, however alike their keys", async () => {
    const store = makeStore();
    const id = `Az_-${"9".repeat(60)}`;
    const keys = [sourceKey(id), generatedKey(id), thumbnailKey(sourceKey(id)), thumbnailKey(generatedKey(id))];
    const pictures = await Promise.all(keys.map(() => drawPicture()));
    await Promise.all(keys.map((key, index) => store.put(key, pictures[index] ?? Buffer.alloc(0), "image/jpeg")));
    await store.remove(keys[1] ?? "");
    const found = await Promise.all(keys.map(async (key) => (await readAll(store, key))?.bytes));
    expect(found).toEqual([pictures[0], undefined, pictures[2], pictures[3]]);
  });

  test("continues when readers leave before the end", async () => {
    const [store, key, bytes] = [makeStore(), newKey(), randomBytes(LARGE_BYTES / 4)];
    await store.put(key, bytes, "image/png");
    for (let reader = 0; reader < MANY; reader += 1) await (await store.open(key))?.body.cancel();
    expect((await readAll(store, key))?.bytes.equals(bytes)).toBe(true);
  });

  test("takes a file, gives it back as one, and leaves no other behind", async () => {
    const [store, key, bytes] = [makeStore(), importKey("contract"), randomBytes(LARGE_BYTES)];
    const folder = mkdtempSync(join(tmpdir(), "packshot-store-"));
    const [sent, received] = [join(folder, "sent"), join(folder, "received")];
    writeFileSync(sent, bytes);
    await store.putFile(key, sent);
    expect(readdirSync(folder)).toEqual([]);
    for (const _ of [1, 2]) {
      expect(await store.getFile(key, received)).toBe(true);
      expect(bytes.equals(readFileSync(received))).toBe(true);
    }
    rmSync(received);
    expect(await store.getFile(key, received)).toBe(true);
    await store.remove(key);
    expect(await store.getFile(key, received)).toBe(false);
  });

  test("lists a folder in parts, each object once with the time it was put, and nothing of other folders", async () => {
    const store = makeStore();
    const put = Array.from({ length: 1_005 }, (_, index) => importKey(`listed-${index}`));
    for (let from = 0; from < put.length; from += 50)
      await Promise.all(put.slice(from, from + 50).map((key) => store.put(key, Buffer.from("x"), "text/plain")));
    const thumbnail = thumbnailKey(sourceKey("listed"));
    await store.put(thumbnail, Buffer.from("x"), "image/jpeg");
    const listed: ListedObject[] = [];
    for (let from: string | null = null, isFirst = true; isFirst || from !== null; isFirst = false) {
      const page: ListPage = await store.list("imports/", from);
      listed.push(...page.objects);
      from = page.next;
    }
    const found = listed.filter(({ key }) => key.startsWith(importKey("listed-")));
    expect(found.map(({ key }) => key).sort()).toEqual(put.sort());
    expect(found.every(({ modifiedAt }) => Math.abs(Date.now() - modifiedAt.getTime()) < 600_000)).toBe(true);
    expect((await store.list("thumbnails/", null)).objects).toEqual([]);
    expect((await store.list("thumbnails/source-images/", null)).objects.map(({ key }) => key)).toContain(thumbnail);
    expect(await store.list("none/", null)).toEqual({ objects: [], next: null });
  });

  test("finds itself in order", async () => {
    await makeStore().check();
  });
}
