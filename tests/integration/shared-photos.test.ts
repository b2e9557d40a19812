import { expect, onTestFinished, test, vi } from "vitest";
import { POST } from "#app/api/products/[id]/source-images/route.ts";
import { DELETE } from "#app/api/source-images/[id]/route.ts";
import { db } from "#lib/db/client.ts";
import { PhotoBudget, reserveRoom } from "#lib/import/budget.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { boss } from "#lib/queue/boss.ts";
import type { Message } from "#lib/queue/queues.ts";
import { sourceImageAnswerSchema } from "#lib/schemas/product-edit.ts";
import { isSourceKey } from "#lib/storage/keys.ts";
import { noteObjects, releaseNoted, removeObjects } from "#lib/storage/remove-objects.ts";
import { store } from "#lib/storage/storage.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { imported, useImporter } from "#tests/support/importer.ts";
import { drawPicture, noise } from "#tests/support/picture.ts";
import { removeAll } from "#tests/support/removals.ts";
import { answer, context, request } from "#tests/support/request.ts";
import { emptyStore, filesInStore } from "#tests/support/stored-files.ts";

vi.mock("#lib/pictures/inspect.ts", { spy: true });

useImporter();

const GB = 1024 ** 3;
const signal = new AbortController().signal;

async function addPhoto(productId: string, bytes: Buffer) {
  const body = new FormData();
  body.set("variant", "PT01");
  body.set("file", new File([new Uint8Array(bytes)], "photo.jpg"));
  const response = await POST(request("/", { method: "POST", body }), context({ id: productId }));
  return (await answer(response, 201, sourceImageAnswerSchema)).sourceImage;
}

const keyOf = ({ url }: { url: string }) => url.replace("/api/files/", "");
const remove = (id: string) => DELETE(request("/", { method: "DELETE" }), context({ id }));

test("a zip whose rows all name one file stores it once", async () => {
  emptyStore();
  const put = vi.spyOn(store(), "put");
  onTestFinished(() => put.mockRestore());
  const rows = Array.from({ length: 40 }, (_, row) => `S${row},Mug,a.jpg,copy.jpg`);
  const photo = await drawPicture();
  const sheet = ["sku,title,MAIN,PT01", ...rows].join("\n");
  const zip = await makeZip({ "catalog.csv": sheet, "a.jpg": photo, "copy.jpg": photo });
  expect(await imported(zip)).toMatchObject({ productsCreated: 40, imagesAdded: 80, errors: [] });
  expect(filesInStore("source-images")).toHaveLength(1);
  expect(put).toHaveBeenCalledTimes(2); // the photo and its thumbnail
  expect(await db.sourceImage.groupBy({ by: ["storageKey"], _count: true })).toHaveLength(1);
  expect(await db.import.findFirstOrThrow()).toMatchObject({ storedBytes: expect.anything() });
  await removeAll();
  expect(filesInStore("source-images")).toHaveLength(1);
  expect(await db.objectHold.count()).toBe(0);
});

test("a file that is no picture is looked at once, however many rows and files have it", async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `S${row},Mug,${row % 2 ? "a.jpg" : "b.jpg"}`);
  const broken = (await noise(80).jpeg().toBuffer()).subarray(0, 2_000);
  const zip = await makeZip({
    "catalog.csv": ["sku,title,MAIN", ...rows].join("\n"),
    "a.jpg": broken,
    "b.jpg": broken,
  });
  vi.mocked(inspectPicture).mockClear();
  const { errors } = await imported(zip);
  expect(errors.map(({ code }) => code)).toEqual(Array(40).fill("NOT_AN_IMAGE"));
  expect(errors[0]?.message).toContain("damaged");
  expect(inspectPicture).toHaveBeenCalledTimes(1);
});

test("the pictures of a batch are noted together before they are put", async () => {
  emptyStore();
  const noted = new Map<string, { notes: number; isNoted: boolean; holds: number }>();
  const put = store().put;
  const puts = vi.spyOn(store(), "put").mockImplementation(async (key, ...more) => {
    const notes = await (await boss()).findJobs<Message<"remove-objects">>("remove-objects");
    const isNoted = notes.some(({ data }) => data.keys.includes(key));
    const holds = await db.objectHold.count();
    if (isSourceKey(key)) noted.set(key, { notes: notes.length, isNoted, holds });
    return put(key, ...more);
  });
  const transactions = vi.spyOn(db, "$transaction");
  onTestFinished(() => [puts, transactions].forEach((spy) => void spy.mockRestore()));
  const names = Array.from({ length: 60 }, (_, index) => `${index}.jpg`);
  const photos = await Promise.all(names.map(async (name) => [name, await drawPicture()] as const));
  const sheet = ["sku,title,MAIN", ...names.map((name, row) => `S${row},Mug,${name}`)].join("\n");
  const zip = await makeZip({ "catalog.csv": sheet, ...Object.fromEntries(photos) });
  expect(await imported(zip)).toMatchObject({ productsCreated: 60, imagesAdded: 60, errors: [] });
  expect([...noted.values()]).toEqual(Array(60).fill({ notes: 1, isNoted: true, holds: 20 }));
  expect(transactions.mock.calls.length).toBeLessThan(20);
  expect(await db.objectHold.count()).toBe(0);
});

test("a photo of several products goes with the last of them", async () => {
  emptyStore();
  const photo = await drawPicture();
  const first = await addPhoto(await makeProduct({ photos: [] }), photo);
  const second = await addPhoto(await makeProduct({ photos: [] }), photo);
  expect(keyOf(first)).toBe(keyOf(second));
  expect((await remove(first.id)).status).toBe(204);
  await removeAll();
  expect(await store().get(keyOf(second))).not.toBeNull();
  expect((await remove(second.id)).status).toBe(204);
  await removeAll();
  expect([filesInStore("source-images"), filesInStore("thumbnails/source-images")]).toEqual([[], []]);
});

test("what is about to be used is not removed", async () => {
  const key = "source-images/held";
  const note = await noteObjects([key]);
  await store().put(key, Buffer.from("x"), "image/jpeg");
  await removeObjects(store(), { keys: [key] }, signal);
  expect(await store().get(key)).not.toBeNull();
  await releaseNoted([note]);
  await removeAll();
  expect(await store().get(key)).toBeNull();
});

test("a photo that is uploaded while the same is being removed is there afterwards", async () => {
  const photo = await drawPicture();
  const gone = await addPhoto(await makeProduct({ photos: [] }), photo);
  await db.sourceImage.delete({ where: { id: gone.id } });
  const begun = Promise.withResolvers<void>();
  const proceed = Promise.withResolvers<void>();
  const slow = {
    ...store(),
    async remove(key: string) {
      begun.resolve();
      await proceed.promise;
      await store().remove(key);
    },
  };
  const removal = removeObjects(slow, { keys: [keyOf(gone)] }, signal);
  await begun.promise;
  const put = vi.spyOn(store(), "put");
  onTestFinished(() => put.mockRestore());
  const added = addPhoto(await makeProduct({ photos: [] }), photo);
  await vi.waitUntil(async () => (await db.objectHold.count({ where: { removing: true } })) > 0, { timeout: 20_000 });
  expect(put).not.toHaveBeenCalled();
  proceed.resolve();
  await removal;
  expect(await store().get(keyOf(await added))).not.toBeNull();
});

test("the photos of an import have a size limit", async () => {
  const disk = store();
  await expect(new PhotoBudget(disk, BigInt(99 * GB)).take(GB)).resolves.toBeUndefined();
  await expect(new PhotoBudget(disk, BigInt(100 * GB)).take(1)).rejects.toThrow("larger than 100 GB");
});

test("uploads that announce nothing and send little keep nobody out", async () => {
  const rooms = await Promise.all([1, 2, 3, 4, 5].map(() => reserveRoom(null)));
  for (const room of rooms) room.add(80);
  (await reserveRoom(1_000)).release();
  expect(() => rooms[0]?.add(20 * GB)).toThrow("hold 20 GB");
  await expect(reserveRoom(1_000)).rejects.toMatchObject({ code: "conflict" });
  for (const room of rooms) room.release();
  (await reserveRoom(1_000)).release();
});
