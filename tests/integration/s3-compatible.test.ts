import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { s3Store } from "#lib/s3.ts";
import { generatedKey, importKey } from "#lib/storage/keys.ts";
import { PickyS3, REFUSALS } from "#tests/support/picky-s3.ts";

const MULTIPART_BYTES = 17 * 1024 ** 2;
const key = generatedKey("kept");

let server = new PickyS3(null);
let folder = "";

afterEach(async () => {
  await server.close();
  if (folder) await rm(folder, { recursive: true });
  folder = "";
});

async function storeAt(picky: PickyS3) {
  server = picky;
  return s3Store(await picky.listen());
}

test.each(Object.entries(REFUSALS))("works with a store that refuses checksum headers: %s", async (_name, refusal) => {
  const picky = new PickyS3(refusal);
  const store = await storeAt(picky);
  const bytes = Buffer.from("a picture");
  await store.check();
  await store.put(key, bytes, "image/png");
  expect(Buffer.from((await store.get(key)) ?? [])).toEqual(bytes);

  folder = await mkdtemp(join(tmpdir(), "picky-s3-"));
  const large = randomBytes(MULTIPART_BYTES);
  await writeFile(join(folder, "sent"), large);
  await store.putFile(importKey("large"), join(folder, "sent"));
  expect(await store.getFile(importKey("large"), join(folder, "got"))).toBe(true);
  expect((await readFile(join(folder, "got"))).equals(large)).toBe(true);

  await store.remove(key);
  expect([...picky.objects.keys()]).toEqual([importKey("large")]);
});

test("the check fails for a store that lists and refuses writes, and leaves nothing behind once it takes them", async () => {
  const picky = new PickyS3(null);
  picky.refuseWrites = { status: 403, code: "AccessDenied" };
  const store = await storeAt(picky);
  await expect(store.check()).rejects.toMatchObject({ code: "STORE_REFUSED" });
  picky.refuseWrites = null;
  await store.check();
  expect(picky.objects.size).toBe(0);
});

test("the check fails from the first write that fails until a write succeeds", async () => {
  const picky = new PickyS3(null);
  const store = await storeAt(picky);
  await store.check();
  picky.refuseWrites = { status: 403, code: "QuotaExceeded" };
  await expect(store.put(key, Buffer.from("x"), "image/png")).rejects.toMatchObject({ code: "STORE_FULL" });
  await expect(store.check()).rejects.toMatchObject({ code: "STORE_FULL" });
  picky.refuseWrites = null;
  await expect(store.check()).resolves.toBeUndefined();
});
