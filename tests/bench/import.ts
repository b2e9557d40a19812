// Imports on the PostgreSQL of TEST_DATABASE_URL, by a worker beside an app that serves pages only: a wide sheet of
// 100,000 products, first as it is and then with the worker killed (-9) in the middle and another started; then a sheet
// of 5,000 links to a server on loopback, also with the worker killed in the middle, a zip of 1,000 pictures, and a sheet
// of which every row fails. A narrow sheet of 100,000 products the app answers by itself, as it is and killed in the
// middle. Prints rows and pictures per second and the reader's resident size, and exits with 1
// above the limit or where anything is missing or there twice. BENCH_ROWS and BENCH_LINKS make it smaller.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Import, importAcceptedSchema, importSchema } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import { fetchJson } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { PictureServer } from "#tests/support/picture-server.ts";
import { watchMemory } from "#tests/support/resident-size.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000);
const LINKS = Number(process.env.BENCH_LINKS ?? 5_000);
const ZIPPED = Math.ceil(LINKS / 5);
const LIMIT_MB = 400;
const POLL_MS = 100;
const FILLER = "a description that an import leaves out ".repeat(20);

const peaks: number[] = [];
const server = new PictureServer();
await server.listen();
const database = await createScratchDatabase();
const dataDir = mkdtempSync(join(tmpdir(), "packshot-bench-"));
const settings = {
  DATABASE_URL: database.url,
  DATA_DIR: dataDir,
  LOG_LEVEL: "warn",
  IMPORT_ALLOW_HOSTS: server.host,
};
const pagesOnly = { ...settings, WORKER: "off" };
let app = await spawnApp(pagesOnly);
let worker = spawnWorker(settings);

/** A sheet of products whose SKUs begin with a letter, wide with text so that it is long in bytes as well. */
function sheet(letter: string, rows: number, cells: (row: number) => string): Blob {
  const lines = Array.from(
    { length: rows },
    (_, row) => `${letter}-${row},${letter}${String(row).padStart(9, "0")},"Product ${row}, blue",${cells(row)}\r\n`,
  );
  return new Blob(["sku,asin,title,MAIN,PT01,description\r\n", ...lines]);
}

async function send(file: Blob): Promise<string> {
  const body = new FormData();
  body.set("file", file, "catalog.csv");
  return (await fetchJson(importAcceptedSchema, `${app.url}/api/products/import`, { method: "POST", body })).importId;
}

const state = (id: string) => fetchJson(importSchema, `${app.url}/api/imports/${id}`);

async function until(id: string, reached: (state: Import) => boolean): Promise<Import> {
  for (;;) {
    const now = await state(id);
    if (reached(now)) return now;
    await sleep(POLL_MS);
  }
}

interface Measured {
  file: Blob;
  pid?: () => number | undefined;
  start?: (file: Blob) => Promise<string>;
  disturb?: (id: string) => Promise<void>;
}

async function measure(name: string, { file, pid = () => worker.pid, start = send, disturb }: Measured) {
  const memory = watchMemory(pid);
  const began = performance.now();
  const id = await start(file);
  await disturb?.(id);
  const { status, rowsDone, productsCreated, imagesAdded, errorCount } = await until(id, isImportFinished);
  const seconds = (performance.now() - began) / 1_000;
  const { rows } = await database.client.query(
    `SELECT count(*)::int AS products, count(DISTINCT asin)::int AS asins FROM "Product"`,
  );
  const result = { id, name, status, rowsDone, productsCreated, imagesAdded, errorCount, ...rows[0] };
  const { peakMb, medianMb } = memory.stop();
  peaks.push(peakMb);
  const perSecond = Math.round((imagesAdded || rowsDone) / seconds);
  console.log(JSON.stringify({ ...result, megabytes: Math.round(file.size / 1e6), perSecond, peakMb, medianMb }));
  return result;
}

async function killInTheMiddle(id: string): Promise<void> {
  await until(id, ({ rowsDone }) => rowsDone > ROWS / 2);
  await endProcess(worker, "SIGKILL");
  worker = spawnWorker(settings);
}

/** Sends a file whose answer will not come, because the app that reads it is killed. */
async function sendAndForget(file: Blob): Promise<string> {
  void send(file).catch(() => undefined);
  for (;;) {
    const { rows } = await database.client.query(`SELECT id FROM "Import" WHERE status IN ('QUEUED', 'PROCESSING')`);
    if (rows[0]) return rows[0].id;
    await sleep(POLL_MS);
  }
}

async function killAppInTheMiddle(id: string): Promise<void> {
  await until(id, ({ rowsDone }) => rowsDone > ROWS / 2);
  await endProcess(app.child, "SIGKILL");
  app = await spawnApp(pagesOnly);
}

async function killAmongLinks(id: string): Promise<void> {
  await until(id, ({ imagesAdded }) => imagesAdded > LINKS / 2);
  await endProcess(worker, "SIGKILL");
  worker = spawnWorker(settings);
}

async function zipOfPictures(pictures: Buffer[]): Promise<Blob> {
  const names = Array.from({ length: ZIPPED }, (_, index) => `Z${String(index).padStart(9, "0")}.MAIN.jpg`);
  const files = names.map((name, index) => [name, pictures[index % pictures.length] ?? ""] as const);
  // The filler makes it large enough for the worker.
  const filler = ["filler.bin", randomBytes(60_000_000)] as const;
  return new Blob([new Uint8Array(await makeZip(Object.fromEntries([...files, filler])))]);
}

/** The rows of a list of failed rows, which is read as it comes. */
async function countFailedRows(id: string): Promise<number> {
  const { body } = await fetch(`${app.url}/api/imports/${id}/failed-rows.csv`);
  let lines = 0;
  for await (const chunk of body ?? []) for (const byte of chunk) if (byte === 10) lines += 1;
  return lines - 1;
}

const failures: string[] = [];
const expect = (name: string, right: boolean) => right || failures.push(name);

try {
  const wide = (letter: string) => sheet(letter, ROWS, () => `,,${FILLER}`);
  const narrow = (letter: string) => sheet(letter, ROWS, () => ",,");
  const pages = () => app.child.pid;

  const whole = await measure("whole", { file: wide("A") });
  expect("whole", whole.status === "COMPLETED" && whole.productsCreated === ROWS && whole.products === ROWS);
  const killed = await measure("killed in the middle", { file: wide("B"), disturb: killInTheMiddle });
  expect("killed", killed.productsCreated === ROWS && killed.products === 2 * ROWS && killed.asins === 2 * ROWS);

  const atOnce = await measure("at once, by the app", { file: narrow("D"), pid: pages });
  expect("at once", atOnce.productsCreated === ROWS && atOnce.products === 3 * ROWS);
  const appKilled = await measure("at once, the app killed in the middle", {
    file: narrow("E"),
    pid: pages,
    start: sendAndForget,
    disturb: killAppInTheMiddle,
  });
  expect("app killed", appKilled.productsCreated === ROWS && appKilled.asins === 4 * ROWS);

  const pictures = await Promise.all(Array.from({ length: 50 }, () => drawPicture({ width: 800, height: 800 })));
  server.answers = Object.fromEntries(pictures.map((body, index) => [`${index}.jpg`, { body }]));
  const links = await measure("links", { file: sheet("C", LINKS, (row) => `${server.link(`${row % 50}.jpg`)},,`) });
  expect("links", links.imagesAdded === LINKS && links.errorCount === 0);
  const linksKilled = await measure("links, the worker killed in the middle", {
    file: sheet("F", LINKS, (row) => `${server.link(`${row % 50}.jpg`)},,`),
    disturb: killAmongLinks,
  });
  expect("links killed", linksKilled.imagesAdded === LINKS && linksKilled.errorCount === 0);

  const zipped = await measure("a zip of pictures", { file: await zipOfPictures(pictures) });
  expect("zip", zipped.imagesAdded === ZIPPED && zipped.errorCount === 1);

  const failing = await measure("every row fails", { file: sheet("G", ROWS, () => `a.jpg,,${FILLER}`) });
  expect("failing", failing.errorCount === ROWS && (await countFailedRows(failing.id)) === ROWS);
  for (const name of failures) console.error(`${name}: not as it should be`);
  if (failures.length > 0 || peaks.some((peak) => peak > LIMIT_MB)) process.exitCode = 1;
} finally {
  await Promise.all([endProcess(worker, "SIGTERM"), endProcess(app.child, "SIGTERM")]);
  await server.close();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
}
