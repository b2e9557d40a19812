// Images per second against a stub that answers after 1,000 ms: the app itself with 8 calls in flight, on what is embedded,
// and 3 worker processes with 4 each, on the PostgreSQL of TEST_DATABASE_URL. From the first call's start to the last
// image's end. Exits with 1 below the limits.

import { endedJob, importZip, startJobOfAll } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { type LeanStub, startLeanStub } from "#tests/support/lean-stub.ts";
import { noise } from "#tests/support/picture.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const ANSWER_MS = 1_000;
const PICTURES = 20;

type Setting = {
  name: string;
  images: number;
  limit: number;
  concurrency: number;
  workers: number;
  databaseUrl?: string;
};

async function catalogOf(images: number): Promise<Buffer> {
  const photos = await Promise.all(Array.from({ length: PICTURES }, () => noise(150).jpeg().toBuffer()));
  const entries = Array.from({ length: images }, (_, index): [string, Buffer] => [
    `B${String(index).padStart(9, "0")}.PT01.jpg`,
    photos[index % PICTURES] ?? Buffer.alloc(0),
  ]);
  return makeZip(Object.fromEntries(entries));
}

async function measure(stub: LeanStub, { name, images, limit, concurrency, workers, databaseUrl }: Setting) {
  const settings = {
    GEMINI_API_KEY: "bench",
    GEMINI_BASE_URL: stub.url,
    GENERATION_CONCURRENCY: String(concurrency),
    LOG_LEVEL: "warn",
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  };
  const app = await spawnApp({ ...settings, WORKER: workers > 0 ? "off" : "on" });
  const helpers = Array.from({ length: workers }, () => spawnWorker({ ...settings, DATA_DIR: app.dataDir }));
  try {
    await importZip(app.url, await catalogOf(images), images);
    const job = await endedJob(app.url, await startJobOfAll(app.url));
    const seconds = (Date.parse(job.finishedAt ?? "") - Date.parse(job.startedAt ?? "")) / 1_000;
    const perSecond = Math.round((job.completedImages / seconds) * 100) / 100;
    console.log(JSON.stringify({ name, made: job.completedImages, seconds, perSecond, limit }));
    if (job.completedImages !== images || perSecond < limit) process.exitCode = 1;
  } finally {
    await Promise.all([app.child, ...helpers].map((child) => endProcess(child, "SIGTERM")));
  }
}

const stub = await startLeanStub(
  await Promise.all(Array.from({ length: PICTURES }, () => noise(200).png().toBuffer())),
  ANSWER_MS,
);
const database = await createScratchDatabase();
try {
  await measure(stub, { name: "one process, 8 calls", images: 160, limit: 7.2, concurrency: 8, workers: 0 });
  const three = { name: "3 workers, 4 calls each", images: 240, limit: 10.5, concurrency: 4, workers: 3 };
  await measure(stub, { ...three, databaseUrl: database.url });
} finally {
  await stub.close();
  await database.drop();
}
