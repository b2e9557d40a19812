// Memory of one worker process with 8 calls in flight, over a job of 1,000 images with sources of 8 MB and results of
// 4 MB, on the PostgreSQL of TEST_DATABASE_URL with pictures on disk. Prints its resident size and exits with 1 above the limit.
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { startLeanStub } from "#tests/support/lean-stub.ts";
import { noise } from "#tests/support/picture.ts";
import { watchMemory } from "#tests/support/resident-size.ts";
import { createScratchDatabase, type ScratchDatabase } from "#tests/support/scratch-database.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const IMAGES = Number(process.env.BENCH_IMAGES ?? 1_000);
const CONCURRENCY = 8;
const LIMIT_MB = 500;
const SOURCE_PX = 1_670; // noise of this size is a PNG of about 8 MB
const RESULT_PX = 1_180; // about 4 MB

/** Products with one photo each, all the same 8 MB under names of their own. */
async function fill(database: ScratchDatabase, dataDir: string, photo: Buffer): Promise<void> {
  const folder = join(dataDir, "images", "source-images");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "original"), photo);
  const ids = Array.from({ length: IMAGES }, () => randomUUID());
  for (const id of ids) linkSync(join(folder, "original"), join(folder, id));
  await database.client.query(
    `INSERT INTO "Product" (id, title, "updatedAt") SELECT id, 'Product ' || id, now() FROM unnest($1::text[]) AS id`,
    [ids],
  );
  await database.client.query(
    `INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256)
     SELECT id, id, 'PT01', 'source-images/' || id, 'image/png', $2, $2, $3, 'x' FROM unnest($1::text[]) AS id`,
    [ids, SOURCE_PX, photo.length],
  );
}

const [photo, ...results] = await Promise.all(
  [SOURCE_PX, RESULT_PX, RESULT_PX, RESULT_PX, RESULT_PX].map((side) => noise(side).png().toBuffer()),
);
if (!photo) throw new Error("No photo was drawn.");
const stub = await startLeanStub(results, 1_000);
const database = await createScratchDatabase();
const dataDir = mkdtempSync(join(tmpdir(), "packshot-bench-"));
const settings = {
  DATABASE_URL: database.url,
  DATA_DIR: dataDir,
  GEMINI_API_KEY: "bench",
  GEMINI_BASE_URL: stub.url,
  GENERATION_CONCURRENCY: String(CONCURRENCY),
  LOG_LEVEL: "warn",
};
const app = await spawnApp({ ...settings, WORKER: "off" });
await fill(database, dataDir, photo);
const worker = spawnWorker(settings);
const memory = watchMemory(() => worker.pid);
try {
  const job = await endedJob(app.url, await startJobOfAll(app.url));
  const { peakMb, medianMb } = memory.stop();
  const sizes = { sourceBytes: photo.length, resultBytes: results[0]?.length };
  console.log(JSON.stringify({ made: job.completedImages, ...sizes, peakMb, medianMb, limitMb: LIMIT_MB }));
  if (job.completedImages !== IMAGES || peakMb >= LIMIT_MB) process.exitCode = 1;
} finally {
  await Promise.all([endProcess(worker, "SIGTERM"), endProcess(app.child, "SIGTERM")]);
  await stub.close();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
}
