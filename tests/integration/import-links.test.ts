import { parse } from "csv-parse/sync";
import { expect, test, vi } from "vitest";
import { POST as CANCEL } from "#app/api/imports/[id]/cancel/route.ts";
import { GET as FAILED_ROWS } from "#app/api/imports/[id]/failed-rows.csv/route.ts";
import { GET } from "#app/api/imports/[id]/route.ts";
import { db } from "#lib/db/client.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { type ImportErrorCode, importAcceptedSchema, importSchema } from "#lib/schemas/import.ts";
import { importKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { hostileLinks } from "#tests/support/hostile-links.ts";
import {
  acceptedImport as accepted,
  finishedImport as ended,
  imported,
  sendImport,
  importState as state,
  storedProducts,
  useImporter,
} from "#tests/support/importer.ts";
import { drawPicture, noise } from "#tests/support/picture.ts";
import { PictureServer, usePictureServer } from "#tests/support/picture-server.ts";
import { removeDue } from "#tests/support/removals.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

vi.mock("#lib/pictures/inspect.ts", { spy: true });

const server = await usePictureServer();
process.env.IMPORT_ALLOW_HOSTS = `example.test:1, ${server.host}`;

/** FILE_MISSING: what is no link at all is taken for the name of a file. LINK_FAILED: there is no such name. */
const REFUSALS: ImportErrorCode[] = ["BAD_LINK", "LINK_REFUSED", "LINK_FAILED", "FILE_MISSING"];

const importer = useImporter({ fetching: true });

async function failedRows(id: string): Promise<string> {
  const response = await FAILED_ROWS(request("/"), context({ id }));
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  return response.text();
}

test("fetches the links of a long and of a wide sheet, and the same sheet again adds nothing", async () => {
  server.answers = {
    "a.jpg": { body: await drawPicture() },
    "b.png": { body: await drawPicture({ format: "png" }), type: "text/plain" },
    "c.webp": { body: await drawPicture({ format: "webp" }) },
  };
  const long = ["sku,title,variant,image", `S1,Mug,MAIN,${server.link("a.jpg")}`].join("\n");
  const wide = ["SKU;Title;MAIN;pt01", `S1;Mug;;${server.link("b.png")}`, `S2;Lamp;${server.link("c.webp")};`].join(
    "\n",
  );
  const first = await ended(await accepted(long));
  expect(first).toMatchObject({ status: "COMPLETED", productsCreated: 1, imagesAdded: 1, rowsDone: 1, rowsTotal: 1 });
  const second = await ended(await accepted(wide));
  expect(second).toMatchObject({
    productsCreated: 1,
    productsUpdated: 0,
    imagesAdded: 2,
    imagesPending: 0,
    errors: [],
  });
  const again = await ended(await accepted(wide));
  expect(again).toMatchObject({ productsCreated: 0, productsUpdated: 0, imagesAdded: 0, imagesUnchanged: 2 });
  const [mug, lamp] = await storedProducts();
  expect(mug?.sourceImages.map(({ variant, mimeType }) => `${variant} ${mimeType}`).sort()).toEqual([
    "MAIN image/jpeg",
    "PT01 image/png",
  ]);
  for (const { storageKey } of lamp?.sourceImages ?? []) expect(await store().get(storageKey)).not.toBeNull();
  await removeDue();
  expect(await store().get(importKey(first.id))).toBeNull();
});

test("lists what can't be fetched and why, as a CSV that can be corrected and imported again", async () => {
  server.answers = { "text.jpg": { body: "<html>Not found</html>" }, "good.jpg": { body: await drawPicture() } };
  const sheet = [
    "sku;note;title;MAIN;PT01",
    `S1;"a; ""b""";Mug;${server.link("gone.jpg")};${server.link("text.jpg")}`,
    `S2;;Lamp;${server.link("good.jpg")};`,
    ";;Nobody;;",
  ].join("\r\n");
  const { id, ...result } = await ended(await accepted(sheet));
  expect(result).toMatchObject({ status: "COMPLETED", productsCreated: 2, imagesAdded: 1, errorCount: 3 });
  expect(result.errors.map(({ row, code }) => `${row} ${code}`).sort()).toEqual([
    "2 LINK_FAILED",
    "2 NOT_AN_IMAGE",
    "4 NO_IDENTIFIER",
  ]);
  expect(result.failedRowsUrl).toBe(`/api/imports/${id}/failed-rows.csv`);
  const csv = await failedRows(id);
  const [head, mug, nobody, ...rest] = parse(csv, { bom: true, delimiter: ";" });
  expect(head).toEqual(["sku", "note", "title", "MAIN", "PT01", "import_problem"]);
  expect(mug?.slice(0, 4)).toEqual(["S1", 'a; "b"', "Mug", server.link("gone.jpg")]);
  expect(mug?.[5]).toContain("answered 404");
  expect(mug?.[5]).toContain("a web page, not a picture");
  expect([nobody?.[2], rest]).toEqual(["Nobody", []]);
  server.answers = Object.fromEntries(
    await Promise.all(["gone.jpg", "text.jpg"].map(async (name) => [name, { body: await drawPicture() }])),
  );
  const corrected = await ended(await accepted(csv.replace("Nobody", "Somebody").replace(/^;/m, "S3;")));
  expect(corrected).toMatchObject({ productsCreated: 1, imagesAdded: 2, errors: [] });
});

test("a formula in a row that failed is no formula in its CSV, and is what it was once the CSV is imported", async () => {
  const title = "Mug;=cmd|' /C calc'!A0";
  const category = "'=1+1";
  const sheet = `sku,title,category,note\n,"${title}",${category},@note\nS2,Lamp,,`;
  const { importId, errors } = await imported(sheet, "catalog.csv");
  expect(errors).toMatchObject([{ code: "NO_IDENTIFIER" }]);
  const csv = await failedRows(importId);
  const [, row] = parse(csv, { bom: true });
  for (const cell of row ?? []) expect(cell).not.toMatch(/(?:^|[;\t,])[=+\-@]/);
  const again = await imported(csv.replace(/^,/m, "S1,"), "failed-rows.csv");
  expect(again).toMatchObject({ productsCreated: 1, errors: [] });
  const [product] = (await storedProducts()).filter(({ sku }) => sku === "S1");
  expect(product).toMatchObject({ title, category: "=1+1" });
});

test("a link that is no picture is looked at once, however many rows name it", async () => {
  server.answers = { "a.jpg": { body: (await noise(80).jpeg().toBuffer()).subarray(0, 2_000) } };
  vi.mocked(inspectPicture).mockClear();
  const rows = Array.from({ length: 30 }, (_, row) => `S${row},Mug,${server.link("a.jpg")}`);
  const { errors } = await ended(await accepted(["sku,title,MAIN", ...rows].join("\n")));
  expect(errors.map(({ code }) => code)).toEqual(Array(30).fill("NOT_AN_IMAGE"));
  expect(inspectPicture).toHaveBeenCalledTimes(1);
});

test("tries a busy server again, and gives up after three tries", async () => {
  const busy = { status: 503, headers: { "retry-after": "0.1" } };
  const picture = await drawPicture();
  let asked = 0;
  server.answers = {
    "busy.jpg": busy,
    "later.jpg": (response) => {
      asked += 1;
      if (asked < 3) response.writeHead(429, { "retry-after": "0.1" }).end();
      else response.end(picture);
    },
  };
  const id = await accepted(`sku,title,MAIN\nS1,Mug,${server.link("busy.jpg")}\nS2,Lamp,${server.link("later.jpg")}`);
  const { errors, imagesAdded } = await ended(id);
  expect([imagesAdded, errors.map(({ row, code }) => [row, code])]).toEqual([1, [[2, "LINK_FAILED"]]]);
  expect(server.asked.filter((path) => path === "busy.jpg")).toHaveLength(3);
});

test("contacts none of the addresses that a hostile file names", async () => {
  const canary = new PictureServer();
  const port = (await canary.listen()).split(":")[1] ?? "";
  const canary6 = new PictureServer();
  await canary6.listen("::1", Number(port));
  const links = hostileLinks(port);
  const rows = links.map((link, index) => `S${index},T,MAIN,"${link}"`);
  const response = await sendImport(["sku,title,variant,image", ...rows].join("\n"), "hostile.csv");
  const { importId } = importAcceptedSchema.parse(await response.json());
  const { errors, imagesAdded } = await ended(importId);
  await Promise.all([canary.close(), canary6.close()]);
  const refused = Map.groupBy(errors, ({ row }) => row ?? 0);
  const wrong = links.filter(
    (_, index) => refused.get(index + 2)?.some(({ code }) => !REFUSALS.includes(code)) ?? true,
  );
  expect([wrong, errors.length, imagesAdded, canary.connections, canary6.connections]).toEqual([
    [],
    links.length,
    0,
    0,
    0,
  ]);
});

test("continues after a stop in the middle: nothing twice, nothing lost", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `${index}.jpg`);
  const pictures = await Promise.all(names.map((_, index) => drawPicture({ colour: `rgb(${index}, 9, 90)` })));
  server.answers = Object.fromEntries(
    names.map((name, index) => [name, (response) => setTimeout(() => response.end(pictures[index]), 100)]),
  );
  const rows = names.map((name, index) => `S${index},T${index},MAIN,${server.link(name)}`);
  const id = await accepted(["sku,title,variant,image", ...rows].join("\n"));
  await vi.waitUntil(async () => (await state(id)).imagesAdded > 5, { timeout: 20_000, interval: 20 });
  await importer.stop();
  const half = await state(id);
  expect(half.status).toBe("PROCESSING");
  expect(half.imagesPending).toBeGreaterThan(0);
  await importer.restart();
  expect(await ended(id)).toMatchObject({ status: "COMPLETED", productsCreated: 40, imagesAdded: 40, errors: [] });
  const products = await storedProducts();
  expect(products.map(({ sourceImages }) => sourceImages.length)).toEqual(names.map(() => 1));
});

test("stops where it is cancelled: what is in stays, its file goes", async () => {
  server.answers = { "slow.jpg": () => {} };
  const id = await accepted(`sku,title,MAIN\nS1,Mug,${server.link("slow.jpg")}`);
  await vi.waitUntil(() => server.asked.length > 0, { timeout: 10_000 });
  const cancel = () => CANCEL(request("/", { method: "POST" }), context({ id }));
  expect(await answer(await cancel(), 200, importSchema)).toMatchObject({ status: "CANCELLED", imagesPending: 0 });
  expect(await answer(await cancel(), 200, importSchema)).toMatchObject({ status: "CANCELLED" });
  expect(await db.importLink.count()).toBe(0);
  expect((await storedProducts()).map(({ title }) => title)).toEqual(["Mug"]);
  await removeDue();
  expect(await store().get(importKey(id))).toBeNull();
});

test("lists the picture of a product that is deleted while it is fetched", async () => {
  const picture = await drawPicture();
  server.answers = {
    "a.jpg": (response) => void db.product.deleteMany().then(() => response.end(picture)),
  };
  const { errors } = await ended(await accepted(`sku,title,MAIN\nS1,Mug,${server.link("a.jpg")}`));
  expect(errors.map(({ row, code }) => [row, code])).toEqual([[2, "PRODUCT_DELETED"]]);
  expect(await db.sourceImage.count()).toBe(0);
});

test("reads a small file without links at once, while links of others are fetched", async () => {
  server.answers = { "slow.jpg": () => {} };
  await accepted(`sku,title,MAIN\nS1,Mug,${server.link("slow.jpg")}`);
  expect(await imported("sku,title\nS2,Lamp", "small.csv")).toMatchObject({ productsCreated: 1 });
});

test("knows nothing of an import that is not there", async () => {
  for (const id of ["none", "..%2f..", "../../etc/passwd"]) {
    await problem(await GET(request("/"), context({ id })), 404);
    await problem(await FAILED_ROWS(request("/"), context({ id })), 404);
    await problem(await CANCEL(request("/", { method: "POST" }), context({ id })), 404);
  }
});
