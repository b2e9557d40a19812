import { parse } from "csv-parse/sync";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { POST as CANCEL } from "#app/api/imports/[id]/cancel/route.ts";
import { GET as FAILED_ROWS } from "#app/api/imports/[id]/failed-rows.csv/route.ts";
import { db } from "#lib/db/client.ts";
import { reserveRoom } from "#lib/import/budget.ts";
import { forgetDrafts } from "#lib/import/command-import.ts";
import { log } from "#lib/log.ts";
import { boss } from "#lib/queue/boss.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import { failedRowsKey, importKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { StoreError } from "#lib/storage/store.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import {
  acceptedImport as accepted,
  finishedImport as ended,
  imported,
  sendImport,
  importState as state,
  storedProducts,
  useImporter,
} from "#tests/support/importer.ts";
import { loseAnswer } from "#tests/support/lost-answer.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { usePictureServer } from "#tests/support/picture-server.ts";
import { removeAll, removeDue } from "#tests/support/removals.ts";
import { context, problem, request } from "#tests/support/request.ts";
import { emptyStore, filesInStore } from "#tests/support/stored-files.ts";
import { waitingMessages } from "#tests/support/waiting-messages.ts";

const server = await usePictureServer();
process.env.IMPORT_ALLOW_HOSTS = server.host;

useImporter({ fetching: true });
beforeEach(emptyStore);

const HOLD = { fields: { draft: "true" } };
const ROOM = 20 * 1024 ** 3;

const cancel = (id: string) => CANCEL(request("/", { method: "POST" }), context({ id }));
const failedRows = async (id: string) => (await FAILED_ROWS(request("/"), context({ id }))).text();
const messages = async () => (await (await boss()).findJobs("remove-objects")).length;

test("continues where the answer to a commit was lost: nothing twice, nothing for ever under way", async () => {
  const files = Object.fromEntries(
    await Promise.all(Array.from({ length: 30 }, async (_, index) => [`${index}.jpg`, await drawPicture()] as const)),
  );
  const rows = Object.keys(files).map((name, index) => `S${index},T${index},${name}`);
  const zip = await makeZip({ "catalog.csv": ["sku,title,MAIN", ...rows].join("\n"), ...files });
  await loseAnswer(async () => (await db.import.count({ where: { rowsDone: { gt: 0 } } })) > 0);
  expect(await imported(zip)).toMatchObject({ productsCreated: 30, imagesAdded: 30, errorCount: 0 });
  await removeAll();
  expect(filesInStore("source-images")).toHaveLength(30);
});

test("keeps the pictures of rows that are in where a later one of their batch can't be written", async () => {
  await db.$executeRawUnsafe(`CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.title = 'BOOM' THEN RAISE EXCEPTION 'boom' USING ERRCODE = 'unique_violation'; END IF; RETURN NEW; END $$`);
  await db.$executeRawUnsafe(`CREATE TRIGGER boom BEFORE INSERT ON "Product" FOR EACH ROW EXECUTE FUNCTION boom()`);
  const logged = vi.spyOn(log(), "error").mockImplementation(() => {});
  try {
    const sheet = "sku,title,MAIN\nS1,One,a.jpg\nS2,Two,b.jpg\nS3,BOOM,c.jpg";
    const picture = () => drawPicture();
    const zip = { "catalog.csv": sheet, "a.jpg": await picture(), "b.jpg": await picture(), "c.jpg": await picture() };
    await problem(await sendImport(await makeZip(zip)), 422);
    const images = (await storedProducts()).flatMap(({ sourceImages }) => sourceImages);
    expect(images).toHaveLength(2);
    await removeAll();
    for (const { storageKey } of images) expect(await store().get(storageKey)).not.toBeNull();
    expect(filesInStore("source-images")).toHaveLength(2);
  } finally {
    logged.mockRestore();
    await db.$executeRawUnsafe(`DROP FUNCTION boom() CASCADE`);
  }
});

test("a batch that only goes in line by line keeps the picture that all of its lines name", async () => {
  await db.$executeRawUnsafe(`CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT count(*) FROM added) > 1 THEN RAISE EXCEPTION 'boom' USING ERRCODE = 'unique_violation'; END IF;
    RETURN NULL; END $$`);
  await db.$executeRawUnsafe(`CREATE TRIGGER boom AFTER INSERT ON "Product" REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION boom()`);
  try {
    const sheet = "sku,title,MAIN\nS1,One,a.jpg\nS2,Two,a.jpg\nS3,Three,a.jpg";
    const zip = { "catalog.csv": sheet, "a.jpg": await drawPicture() };
    expect(await imported(await makeZip(zip))).toMatchObject({ productsCreated: 3, imagesAdded: 3, errorCount: 0 });
    await removeAll();
    expect(filesInStore("source-images")).toHaveLength(1);
    expect(await db.objectHold.count()).toBe(0);
  } finally {
    await db.$executeRawUnsafe(`DROP FUNCTION boom() CASCADE`);
  }
});

test("is cancelled while links are settled: nobody waits for the other", async () => {
  const deadlocks = async () =>
    (
      await db.$queryRaw<{ deadlocks: bigint }[]>`
        SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`
    )[0]?.deadlocks;
  const before = await deadlocks();
  for (let round = 0; round < 4; round += 1) {
    const rows = Array.from({ length: 300 }, (_, row) => `S${row},T,${server.link(`${row}.jpg`)}`);
    const id = await accepted(["sku,title,MAIN", ...rows].join("\n"));
    await vi.waitUntil(async () => (await state(id)).errorCount > 20, { timeout: 20_000, interval: 5 });
    expect((await cancel(id)).status).toBe(200);
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await deadlocks()).toBe(before);
});

test("notes a picture before it is put; one that no row came to need goes in a day", async () => {
  const put = store().put;
  const noted: number[] = [];
  const spy = vi.spyOn(store(), "put").mockImplementation(async (...parameters) => {
    noted.push(await messages());
    return put(...parameters);
  });
  onTestFinished(() => spy.mockRestore());
  const zip = await makeZip({
    "catalog.csv": "sku,title,MAIN,PT01\nS1,One,a.jpg\nS1,One,a.jpg\nS2,,b.jpg\nS3,Three,c.jpg,missing.jpg",
    "a.jpg": await drawPicture(),
    "b.jpg": await drawPicture(),
    "c.jpg": await drawPicture(),
  });
  const errors = [{ row: 4 }, { row: 5 }];
  expect(await imported(zip)).toMatchObject({ imagesAdded: 1, imagesUnchanged: 1, errors });
  expect(noted.every((count) => count > 0)).toBe(true);
  expect(filesInStore("source-images")).toHaveLength(2);
  await removeAll();
  expect(filesInStore("source-images")).toHaveLength(1);
  expect(filesInStore("thumbnails/source-images")).toHaveLength(1);
});

test("cancelled while its list of failed rows is stored, it leaves none", async () => {
  const putFile = store().putFile;
  const spy = vi.spyOn(store(), "putFile").mockImplementation(async (key, path) => {
    if (key.endsWith(".failed-rows")) await cancel(key.split(/[/.]/)[1] ?? "");
    await putFile(key, path);
  });
  onTestFinished(() => spy.mockRestore());
  const id = await accepted(`sku,title,MAIN\nS1,,${server.link("a.jpg")}\nS2,Mug,${server.link("a.jpg")}`);
  expect((await ended(id)).status).toBe("CANCELLED");
  // It ends before the list is in the store, and the message that removes the list comes after that.
  await vi.waitUntil(() => spy.mock.settledResults.at(-1)?.type === "fulfilled", { timeout: 20_000 });
  await vi.waitUntil(
    async () => {
      await removeDue();
      return filesInStore("imports").length === 0;
    },
    { timeout: 20_000 },
  );
  expect(await store().get(failedRowsKey(id))).toBeNull();
});

test("keeps no file of an import that could not be created, and no other import's room", async () => {
  const putFile = store().putFile;
  const spy = vi.spyOn(store(), "putFile").mockImplementation(async (key, path) => {
    await putFile(key, path);
    await db.import.create({ data: { status: "DRAFT", fileName: "large.zip", bytes: BigInt(ROOM) } });
  });
  onTestFinished(() => spy.mockRestore());
  await problem(await sendImport("sku,title\nS1,Mug", "a.csv", HOLD), 409);
  await removeDue();
  expect(filesInStore("imports")).toEqual([]);
  expect(await waitingMessages("remove-objects")).toBe(0);
});

test("refuses a file before it is received where what others have sent takes all the room", async () => {
  const room = await reserveRoom(null);
  room.add(ROOM);
  await problem(await sendImport("sku,title\nS1,Mug", "a.csv"), 409);
  await expect(reserveRoom(1)).rejects.toThrow("20 GB");
  room.release();
  await imported("sku,title\nS1,Mug", "a.csv");
});

test("forgotten drafts go also where the store is away just then", async () => {
  const id = await accepted("sku,title\nS1,Mug", "a.csv", HOLD);
  await db.import.update({ where: { id }, data: { createdAt: new Date(Date.now() - 25 * 3_600_000) } });
  const away = new StoreError("STORE_UNAVAILABLE", "The image store is away.");
  const spy = vi.spyOn(store(), "remove").mockRejectedValue(away);
  onTestFinished(() => spy.mockRestore());
  await forgetDrafts();
  expect((await state(id)).status).toBe("CANCELLED");
  expect(await messages()).toBe(1);
  expect(await store().get(importKey(id))).not.toBeNull();
});

test("tells of every row of a long sheet that fails, in its order, in its own form", async () => {
  const rows = Array.from({ length: 2_300 }, (_, index) => `S${index};;`);
  const id = await accepted(["sku;title;note", "S;Mug;a;b", ...rows].join("\r\n"), "a.csv", HOLD);
  const { startImport } = await import("#lib/import/command-import.ts");
  await startImport(id, {});
  expect((await ended(id)).errorCount).toBe(2_301);
  const [head, extra, ...failed] = parse(await failedRows(id), { bom: true, delimiter: ";", relaxColumnCount: true });
  expect(head).toEqual(["sku", "title", "note", "import_problem"]);
  expect(extra).toMatchObject(["S", "Mug", "a", expect.stringContaining("more cells"), "b"]);
  expect(failed.map(([sku]) => sku)).toEqual(rows.map((row) => row.split(";")[0]));
});

test("the list of files that failed is a sheet that can go into their zip", async () => {
  const zip = await makeZip({ "B000000001.HERO.jpg": await drawPicture(), "x.jpg": "" });
  const { importId } = await imported(zip);
  const csv = await failedRows(importId);
  expect(parse(csv, { bom: true, columns: true })).toMatchObject([
    { asin: "B000000001", title: "B000000001", variant: "HERO", image: "B000000001.HERO.jpg" },
    { asin: "x", variant: "MAIN", image: "x.jpg" },
  ]);
  const corrected = { "catalog.csv": csv.replace(/^x,.*$/m, "").replace(",HERO,", ",MAIN,") };
  expect(await imported(await makeZip({ ...corrected, "B000000001.HERO.jpg": await drawPicture() }))).toMatchObject({
    productsCreated: 1,
    imagesAdded: 1,
    errorCount: 0,
  });
});

test("reads a sheet of blank lines without a transaction for each few of them", async () => {
  const spy = vi.spyOn(db, "$transaction");
  onTestFinished(() => spy.mockRestore());
  expect(await imported(`sku,title\n${"\n".repeat(20_000)}S1,Mug\n`, "a.csv")).toMatchObject({ productsCreated: 1 });
  expect(spy.mock.calls.length).toBeLessThan(10);
});

test("a link for each variant of many rows: no transaction takes much more than 1,000 of them", async () => {
  const variants = Array.from({ length: 99 }, (_, index) => `PT${String(index + 1).padStart(2, "0")}`);
  const rows = Array.from({ length: 25 }, (_, row) => [`S${row}`, "T", ...variants.map(() => server.link("a.jpg"))]);
  const steps: number[] = [];
  const transaction = db.$transaction.bind(db) as (work: unknown) => Promise<unknown>;
  const spy = vi.spyOn(db, "$transaction").mockImplementation(async (work: unknown) => {
    const result = await transaction(work);
    steps.push(await db.importLink.count());
    return result as never;
  });
  onTestFinished(() => spy.mockRestore());
  const id = await accepted([["sku", "title", ...variants], ...rows].map((cells) => cells.join(",")).join("\n"));
  await vi.waitUntil(() => Math.max(...steps) > 2_000, { timeout: 20_000, interval: 20 });
  await cancel(id);
  expect(steps.some((count) => count > 500 && count < 1_300)).toBe(true);
  await vi.waitUntil(async () => isImportFinished(await state(id)), { timeout: 20_000 });
});
