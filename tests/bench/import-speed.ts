// How fast an import is beside the bare work that it can't do without, both in one run: products of a narrow
// sheet beside one statement per 2,000 of them, with and without what the catalogue derives of a product; 100,000 rows that
// name one small picture beside the statements that insert them; different photos beside a script that decodes, hashes,
// shrinks, writes and syncs them on all cores; opening a zip of 100,000 files beside walking its directory. On the PostgreSQL
// of TEST_DATABASE_URL where it is set, else on the embedded database. Prints a line of JSON for each and exits with 1 where one
// is below its limit. It runs with a worker's flags of Node; `cpuSeconds` is what this process worked for the import. Arguments:
// the measures to run. BENCH_ROWS and BENCH_PHOTOS make it smaller.
import { execFile, spawnSync } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import pMap from "p-map";
import sharp from "sharp";
import { openPromise } from "yauzl";
import { ZipFile } from "yazl";
import { timed } from "#tests/support/measure.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

if (!process.execArgv.includes("--heap-growing-percent=10")) {
  const again = ["lib/launch/node.sh", "worker", import.meta.filename, ...process.argv.slice(2)];
  process.exit(spawnSync("sh", again, { stdio: "inherit" }).status ?? 1);
}

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000);
const PHOTOS = Number(process.env.BENCH_PHOTOS ?? 600);
const BARE_ROWS = 2_000;
const SIDE_PX = 1_600;
const LIMITS = { rowsPerSecond: 10_000, picturesPerSecond: 5_000, photoRatio: 0.7, openSeconds: 3 };

const database = process.env.TEST_DATABASE_URL ? await createScratchDatabase() : null;
const folder = await mkdtemp(join(tmpdir(), "packshot-import-"));
Object.assign(process.env, { DATA_DIR: folder, DATABASE_URL: database?.url ?? "", LOG_LEVEL: "warn" });

const { migrate } = await import("#lib/db/migrate.ts");
const { db } = await import("#lib/db/client.ts");
const { driver } = await import("#lib/db/connection/driver.ts");
const { createImport } = await import("#lib/db/imports/state.ts");
const { findImport } = await import("#lib/db/imports/read.ts");
const { withArchive } = await import("#lib/import/archive.ts");
const { runImport } = await import("#lib/import/run-import.ts");
const { boss } = await import("#lib/queue/boss.ts");
const { importKey } = await import("#lib/storage/keys.ts");
const { store } = await import("#lib/storage/storage.ts");
const { runPictureTask } = await import("#lib/picture-work/pool.ts");
const { closeDatabase } = await import("#tests/support/close-database.ts");

const kind = (await driver()).kind;
const signal = new AbortController().signal;
const asin = (letter: string, row: number) => `${letter}${String(row).padStart(9, "0")}`;
const titleOf = (row: number) => `Product ${row}, blue`;

async function importFile(path: string): Promise<{ seconds: number; cpuSeconds: number; imagesAdded: number }> {
  const id = randomUUID();
  const { size } = await stat(path);
  await createImport(db, {
    id,
    fileName: "catalog",
    bytes: size,
    messageId: randomUUID(),
    createdBy: null,
    createdById: null,
  });
  await store().putFile(importKey(id), path);
  const delivery = { id: randomUUID(), retryCount: 0 };
  const before = process.cpuUsage();
  const ms = await timed(() => runImport(id, { mayFetch: false, signal, delivery }));
  const { user, system } = process.cpuUsage(before);
  const ended = await findImport(id);
  if (ended?.status !== "COMPLETED" || ended.errorCount > 0) throw new Error(`Not imported: ${JSON.stringify(ended)}`);
  return { seconds: ms / 1_000, cpuSeconds: (user + system) / 1e6, imagesAdded: ended.imagesAdded };
}

function sheet(letter: string, image: string): string {
  const rows = Array.from(
    { length: ROWS },
    (_, row) => `${letter}-${row},${asin(letter, row)},"${titleOf(row)}",${image},\r\n`,
  );
  return `sku,asin,title,MAIN,PT01\r\n${rows.join("")}`;
}

async function inSeconds(work: () => Promise<unknown>): Promise<number> {
  return (await timed(work)) / 1_000;
}

/** Statements of `BARE_ROWS` products each. */
async function bare(letter: string, sqlOf: (given: string) => string): Promise<number> {
  const given = "unnest($1::text[], $2::text[], $3::text[]) AS given (id, asin, title)";
  return (await driver()).withSession(({ query }) =>
    inSeconds(async () => {
      for (let from = 0; from < ROWS; from += BARE_ROWS) {
        const rows = Array.from({ length: Math.min(BARE_ROWS, ROWS - from) }, (_, index) => from + index);
        await query(sqlOf(given), [
          rows.map((row) => `${letter}-${row}`),
          rows.map((row) => asin(letter, row)),
          rows.map(titleOf),
        ]);
      }
    }),
  );
}

const insert = (given: string) => `
  INSERT INTO "Product" (id, asin, sku, title, "updatedAt") SELECT id, asin, id, title, now() FROM ${given}
  ON CONFLICT (asin) DO UPDATE SET title = excluded.title`;

const failures: string[] = [];

function report(name: string, figures: Record<string, number>, right: boolean): void {
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      value < 10 ? Math.round(value * 100) / 100 : Math.round(value),
    ]),
  );
  console.log(JSON.stringify({ name, database: kind, ...rounded }));
  if (!right) failures.push(name);
}

async function measureRows(): Promise<void> {
  const path = join(folder, "rows.csv");
  await writeFile(path, sheet("A", ""));
  const { seconds, cpuSeconds } = await importFile(path);
  const sql = await bare("B", insert);
  await (await driver()).withSession(({ exec }) =>
    exec(
      'CREATE TABLE "Plain" (id text PRIMARY KEY, asin text UNIQUE, sku text UNIQUE, title text, "updatedAt" timestamptz)',
    ),
  );
  const plain = await bare("B", (given) => insert(given).replace('"Product"', '"Plain"'));
  const figures = { perSecond: ROWS / seconds, sqlPerSecond: ROWS / sql, plainPerSecond: ROWS / plain };
  const passes = kind === "embedded" || figures.perSecond >= LIMITS.rowsPerSecond;
  report("rows", { ...figures, ofSql: sql / seconds, ofPlain: plain / seconds, cpuSeconds }, passes);
}

async function zipOf(files: readonly (readonly [string, Buffer])[]): Promise<string> {
  const path = join(folder, `${randomUUID()}.zip`);
  const zip = new ZipFile();
  for (const [name, content] of files) zip.addBuffer(content, name, { compress: false });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

async function measurePictures(): Promise<void> {
  const picture = await drawPicture();
  const sha256 = createHash("sha256").update(picture).digest("hex");
  const path = await zipOf([
    ["catalog.csv", Buffer.from(sheet("C", "a.jpg"))],
    ["a.jpg", picture],
  ]);
  const { seconds, cpuSeconds, imagesAdded } = await importFile(path);
  const sql = await bare(
    "D",
    (given) => `
    WITH made AS (${insert(given)} RETURNING id)
    INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256)
    SELECT gen_random_uuid(), id, 'MAIN', 'sources/${sha256}', 'image/jpeg', 60, 40, ${picture.length}, '${sha256}' FROM made`,
  );
  const figures = { perSecond: ROWS / seconds, sqlPerSecond: ROWS / sql, ofSql: sql / seconds, cpuSeconds };
  report("pictures", figures, imagesAdded === ROWS && figures.perSecond >= LIMITS.picturesPerSecond);
}

/** In a process without a worker's settings of Node and glibc. */
async function runScript(photos: readonly Buffer[]): Promise<number> {
  const [source, target] = [join(folder, "photos"), join(folder, "script")];
  await Promise.all([mkdir(source), mkdir(target)]);
  await Promise.all(photos.map((photo, index) => writeFile(join(source, `${index}.jpg`), photo)));
  const { MALLOC_ARENA_MAX: _arenas, MALLOC_MMAP_THRESHOLD_: _blocks, ...env } = process.env;
  const { stdout } = await promisify(execFile)("node", ["tests/support/plain-import.ts", source, target], { env });
  return Number(stdout);
}

async function measurePhotos(): Promise<void> {
  const noise = randomBytes(SIDE_PX * SIDE_PX * 3);
  const base = await sharp(noise, { raw: { width: SIDE_PX, height: SIDE_PX, channels: 3 } })
    .blur(3)
    .raw()
    .toBuffer();
  const photoOf = (index: number) => {
    const own = Buffer.from(base);
    own.fill(randomBytes(3_000), index * 6_000, index * 6_000 + 60_000);
    return sharp(own, { raw: { width: SIDE_PX, height: SIDE_PX, channels: 3 } })
      .jpeg({ quality: 85 })
      .toBuffer();
  };
  const photos = await pMap(Array(PHOTOS).keys(), photoOf, { concurrency: 4 });
  const path = await zipOf(photos.map((photo, index) => [`${asin("E", index)}.MAIN.jpg`, photo] as const));
  const script = await runScript(photos);
  // The processes are there as a rule.
  await Promise.all(photos.slice(0, 8).map((photo) => runPictureTask("inspectPicture", [photo])));
  const { seconds, cpuSeconds, imagesAdded } = await importFile(path);
  const figures = {
    perSecond: PHOTOS / seconds,
    scriptPerSecond: PHOTOS / script,
    ofScript: script / seconds,
    cpuSeconds,
    kilobytes: (photos[0]?.length ?? 0) / 1_000,
  };
  report("photos", figures, imagesAdded === PHOTOS && figures.ofScript >= LIMITS.photoRatio);
}

async function measureOpening(): Promise<void> {
  const files = Array.from(
    { length: 100_000 },
    (_, index) => [`photos/${asin("F", index)}.MAIN.jpg`, Buffer.of(1)] as const,
  );
  const path = await zipOf(files);
  const walk = await inSeconds(async () => {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    for await (const _ of zip.eachEntry());
    zip.close();
  });
  const seconds = await inSeconds(() => withArchive(path, async ({ find }) => find("photos/F000000001.MAIN.jpg")));
  report("opening", { seconds, walkSeconds: walk, ofWalk: walk / seconds }, seconds <= LIMITS.openSeconds);
}

const MEASURES = { rows: measureRows, pictures: measurePictures, photos: measurePhotos, opening: measureOpening };
const chosen = process.argv.slice(2);

try {
  await migrate();
  await boss();
  for (const [name, measure] of Object.entries(MEASURES))
    if (chosen.length === 0 || chosen.includes(name)) await measure();
  for (const name of failures) console.error(`${name}: not as it should be`);
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await closeDatabase();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}
process.exit();
