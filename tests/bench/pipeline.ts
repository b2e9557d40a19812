// What an image costs beyond the model: a plain script and the app make the same images in one run, 8 in flight, against a
// stub that answers after 1,000 ms with pictures as Gemini sends them, PNGs of 2,048 px. Then how long GET /api/products takes
// while 4 images are in flight for 8 s each. On what is embedded. Prints a table and a JSON line, and exits with 1 where a
// limit is passed. BENCH_PHOTOS: a folder of photos to make the pictures from, instead of drawn ones. BENCH_IMAGES: how many.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import sharp from "sharp";
import { z } from "zod";
import { reviewPageSchema } from "#lib/schemas/review.ts";
import { endedJob, fetchJson, importZip, startJobOfAll } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { cpuTimeOf } from "#tests/support/cpu-time.ts";
import { type LeanStub, startLeanStub } from "#tests/support/lean-stub.ts";
import { noise } from "#tests/support/picture.ts";
import { endProcess } from "#tests/support/worker-process.ts";

const IMAGES = Number(process.env.BENCH_IMAGES ?? 48);
const KINDS = 12;
const IN_FLIGHT = 8;
const ANSWER_MS = 1_000;
const SLOW_ANSWER_MS = 8_000;
const SLOW_IN_FLIGHT = 4;
const SIDE_PX = 2_048;
const PHOTO_PX = 1_600;
const LIMITS = { rate: 0.85, cpu: 2, cpuWithChecks: 3.7, checksS: 3, p95: 3, maxMs: 200 };

async function photosOf(folder: string | undefined): Promise<Buffer[]> {
  if (!folder) return Promise.all(Array.from({ length: KINDS }, (_, index) => drawn(index)));
  const names = readdirSync(folder).filter((name) => /\.(?:jpe?g|png|webp)$/i.test(name));
  return Promise.all(names.slice(0, KINDS).map((name) => readFile(join(folder, name))));
}

/** A blurred product with some grain on white: about as many bytes as a real photo. */
async function drawn(index: number): Promise<Buffer> {
  const side = 900 + index * 40;
  const grain = await noise(side).blur(1.5).modulate({ brightness: 0.8 }).png().toBuffer();
  return sharp({ create: { width: SIDE_PX, height: SIDE_PX, channels: 3, background: "#fff" } })
    .composite([{ input: grain }])
    .jpeg({ quality: 95 })
    .toBuffer();
}

const fitted = (photo: Buffer, side: number) =>
  sharp(photo).autoOrient().resize(side, side, { fit: "contain", background: "#fff" }).flatten({ background: "#fff" });

const folder = mkdtempSync(join(tmpdir(), "packshot-pipeline-"));
const photos = await photosOf(process.env.BENCH_PHOTOS);
const answers = await Promise.all(photos.map((photo) => fitted(photo, SIDE_PX).png().toBuffer()));
const sources = await Promise.all(photos.map((photo) => fitted(photo, PHOTO_PX).jpeg({ quality: 90 }).toBuffer()));
mkdirSync(join(folder, "photos"));
mkdirSync(join(folder, "made"));
for (const [index, source] of sources.entries()) writeFileSync(join(folder, "photos", `${index}.jpg`), source);

async function runScript(stub: LeanStub) {
  const script = ["tests/support/plain-script.ts", join(folder, "photos"), `${stub.url}/model`, join(folder, "made")];
  const { stdout } = await promisify(execFile)("node", [...script, String(IMAGES), String(IN_FLIGHT)]);
  return z.object({ seconds: z.number(), cpuMs: z.number() }).parse(JSON.parse(stdout));
}

const catalog = await makeZip(
  Object.fromEntries(
    Array.from({ length: IMAGES }, (_, index) => [
      `B${String(index).padStart(9, "0")}.MAIN.jpg`,
      sources[index % sources.length] ?? Buffer.alloc(0),
    ]),
  ),
);

async function appOf(stub: LeanStub, inFlight: number) {
  const settings = { GEMINI_API_KEY: "bench", GEMINI_BASE_URL: stub.url, GENERATION_CONCURRENCY: String(inFlight) };
  const app = await spawnApp(settings);
  await importZip(app.url, catalog, IMAGES);
  return { ...app, cpu: () => cpuTimeOf(app.child.pid ?? 0), end: () => endProcess(app.child, "SIGTERM") };
}

/** Images of the job that were not checked yet. */
async function countUnchecked(url: string, jobId: string): Promise<number> {
  const { images } = await fetchJson(reviewPageSchema, `${url}/api/review?jobId=${jobId}&limit=100`);
  return images.filter(({ verdict }) => verdict === null).length;
}

async function runApp(stub: LeanStub) {
  const app = await appOf(stub, IN_FLIGHT);
  try {
    const before = app.cpu();
    const jobId = await startJobOfAll(app.url, "{{asin}}", undefined, "MAIN");
    const job = await endedJob(app.url, jobId);
    const ended = Date.parse(job.finishedAt ?? "");
    const atEnd = app.cpu();
    while ((await countUnchecked(app.url, jobId)) > 0) await sleep(200);
    const checksS = Math.max(0, (Date.now() - ended) / 1_000);
    const seconds = (ended - Date.parse(job.startedAt ?? "")) / 1_000;
    const made = job.completedImages;
    return { made, seconds, cpuMs: (atEnd - before) / made, cpuWithChecksMs: (app.cpu() - before) / made, checksS };
  } finally {
    await app.end();
  }
}

const at = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** How long pages of products take for so long, in ms. */
async function timePages(url: string, forMs: number): Promise<number[]> {
  const times: number[] = [];
  for (const until = performance.now() + forMs; performance.now() < until; await sleep(40)) {
    const began = performance.now();
    await (await fetch(`${url}/api/products?limit=50`)).arrayBuffer();
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b);
}

async function runPages(stub: LeanStub) {
  const app = await appOf(stub, SLOW_IN_FLIGHT);
  try {
    await timePages(app.url, 3_000);
    const idle = await timePages(app.url, 5_000);
    await startJobOfAll(app.url, "{{asin}}", undefined, "MAIN");
    const busy = await timePages(app.url, 4 * SLOW_ANSWER_MS);
    return { idleMs: at(idle, 0.5), p95Ms: at(busy, 0.95), maxMs: at(busy, 1) };
  } finally {
    await app.end();
  }
}

const stub = await startLeanStub(answers, ANSWER_MS);
const slow = await startLeanStub(answers, SLOW_ANSWER_MS);
try {
  const script = await runScript(stub);
  const app = await runApp(stub);
  const pages = await runPages(slow);
  const scriptRate = IMAGES / script.seconds;
  const figures = {
    "images/s": [scriptRate, app.made / app.seconds, app.made / app.seconds / scriptRate, -LIMITS.rate],
    "CPU per image until the job ends, ms": [script.cpuMs, app.cpuMs, app.cpuMs / script.cpuMs, LIMITS.cpu],
    "CPU per image with its checks, ms": [
      script.cpuMs,
      app.cpuWithChecksMs,
      app.cpuWithChecksMs / script.cpuMs,
      LIMITS.cpuWithChecks,
    ],
    "checks after the job's end, s": [null, app.checksS, app.checksS, LIMITS.checksS],
    "GET /api/products, p95 beside idle p50, ms": [pages.idleMs, pages.p95Ms, pages.p95Ms / pages.idleMs, LIMITS.p95],
    "GET /api/products, longest, ms": [pages.idleMs, pages.maxMs, pages.maxMs, LIMITS.maxMs],
  } satisfies Record<string, [bare: number | null, app: number, compared: number, limit: number]>;
  const rounded = (value: number | null) => (value === null ? "" : Math.round(value * 100) / 100);
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(([name, [bare, own, compared, limit]]) => [
        name,
        {
          script: rounded(bare),
          app: rounded(own),
          compared: rounded(compared),
          limit: limit < 0 ? `≥ ${-limit}` : `≤ ${limit}`,
        },
      ]),
    ),
  );
  const sizes = answers.map(({ length }) => length / 1e6);
  console.log(JSON.stringify({ images: IMAGES, answerMb: [Math.min(...sizes), Math.max(...sizes)], figures }));
  const isBroken = Object.values(figures).some(([, , compared, limit]) =>
    limit < 0 ? compared < -limit : compared > limit,
  );
  if (isBroken || app.made !== IMAGES) process.exitCode = 1;
} finally {
  await Promise.all([stub.close(), slow.close()]);
}
