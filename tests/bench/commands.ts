// Commands for a large job, and its start: 100,000 images on a scratch database of the PostgreSQL in TEST_DATABASE_URL, 20,000 on
// the embedded database where that is not set (`BENCH_IMAGES` sets another size). Prints how long the answer took next to one UPDATE of the
// job's row, the longest of the reads that ran meanwhile next to the longest before, and when the rest was done. Exits with 1
// where an answer takes over 500 ms (the start over 1 s) or a read over 200 ms.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bareShots } from "#tests/support/bare-shots.ts";
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const isEmbedded = !process.env.TEST_DATABASE_URL;
const IMAGES = Number(process.env.BENCH_IMAGES ?? (isEmbedded ? 20_000 : 100_000));
const BARE_UPDATES = 9;
const IDLE_MS = 1_000;
const LOOK_MS = 20;
const MAX_MS = 500;
const MAX_START_MS = 1_000;
const MAX_OTHER_MS = 200;
const MODEL = "bench";

const dataDir = await mkdtemp(join(tmpdir(), "packshot-commands-"));
const database = isEmbedded ? null : await createScratchDatabase();
if (database) process.env.DATABASE_URL = database.url;
else delete process.env.DATABASE_URL;
Object.assign(process.env, { DATA_DIR: dataDir, LOG_LEVEL: "error" });

const { closeDatabase } = await import("#tests/support/close-database.ts");
const { db, MANY_ROWS, transaction } = await import("#lib/db/client.ts");
const { migrate } = await import("#lib/db/migrate.ts");
const { listJobImages } = await import("#lib/db/images/read.ts");
const { findJob, listJobs } = await import("#lib/db/jobs/read.ts");
const { startBulkGeneration } = await import("#lib/generation/bulk-generation.ts");
const { deleteJob } = await import("#lib/generation/delete-job.ts");
const { fillJob, sendJob } = await import("#lib/generation/fill-job.ts");
const { commandJob } = await import("#lib/generation/job-commands.ts");
const { sweepJob } = await import("#lib/generation/sweep-job.ts");
const { readMetrics } = await import("#lib/metrics.ts");
const { boss } = await import("#lib/queue/boss.ts");

const never = new AbortController().signal;

/** Each with a photo. */
async function fillProducts(): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "Product" (id, title, "updatedAt") SELECT md5(n::text), 'Enamel mug ' || n, now() FROM generate_series(1, ${IMAGES}::int) AS n`;
    await tx.$executeRaw`
      INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256)
      SELECT gen_random_uuid()::text, id, 'MAIN', 'source-images/' || id, 'image/jpeg', 1500, 1500, 400000, id FROM "Product"`;
  }, MANY_ROWS);
}

/** A job whose images all wait. */
async function fill(jobId: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "GenerationJob" (id, status, model, "totalImages", "startedAt")
      VALUES (${jobId}, 'PROCESSING', ${MODEL}, ${IMAGES}, now())`;
    await tx.$executeRawUnsafe(bareShots());
    await tx.$executeRaw`
      INSERT INTO "GenerationTask" (id, "chainId", "jobId", "originJobId", "productId", "targetVariant", prompt, status, model, "messageId", turn, "updatedAt")
      SELECT ${jobId} || n, ${jobId} || n, ${jobId}, ${jobId}, md5(n::text), 'MAIN', 'A photo', 'QUEUED', ${MODEL}, gen_random_uuid(), n, now()
      FROM generate_series(1, ${IMAGES}::int) AS n`;
    await tx.$executeRaw`
      INSERT INTO pgboss.job (id, name, data, priority)
      SELECT "messageId", 'generate-image', jsonb_build_object('imageId', id), -turn FROM "GenerationTask" WHERE "jobId" = ${jobId}`;
  }, MANY_ROWS);
  await db.$executeRaw`ANALYZE`;
}

/** Ends the job with a picture of each image. */
async function complete(jobId: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`UPDATE "GenerationTask" SET status = 'COMPLETED', "endedAt" = now(), claims = 1 WHERE "jobId" = ${jobId}`;
    await tx.$executeRaw`
      INSERT INTO "GeneratedImage" (id, "productId", "targetVariant", "chainId", "originJobId", "storageKey", "mimeType", width, height, bytes, sha256, "updatedAt")
      SELECT id, "productId", 'MAIN', id, ${jobId}, 'generated-images/' || id, 'image/png', 2048, 2048, 2000000, md5(id), now()
      FROM "GenerationTask" WHERE "jobId" = ${jobId}`;
    await tx.$executeRaw`
      INSERT INTO "CurrentImage" ("chainId", "imageId") SELECT id, id FROM "GeneratedImage" WHERE "originJobId" = ${jobId}`;
    await tx.$executeRaw`
      UPDATE "GenerationJob" SET status = 'COMPLETED', "completedImages" = "totalImages", "finishedAt" = now() WHERE id = ${jobId}`;
    await tx.$executeRaw`DELETE FROM pgboss.job WHERE name = 'generate-image'`;
  }, MANY_ROWS);
  await db.$executeRaw`ANALYZE`;
}

/** Ends the job without a picture. */
async function fail(jobId: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE "GenerationTask" SET status = 'FAILED', "errorCode" = 'NO_IMAGE', "endedAt" = now(), claims = 1, attempts = 1
      WHERE "jobId" = ${jobId}`;
    await tx.$executeRaw`
      UPDATE "GenerationJob" SET status = 'FAILED', "failedImages" = "totalImages", "finishedAt" = now() WHERE id = ${jobId}`;
    await tx.$executeRaw`DELETE FROM pgboss.job WHERE name = 'generate-image'`;
  }, MANY_ROWS);
  await db.$executeRaw`ANALYZE`;
}

const READS = {
  job: (id: string) => findJob(id, 20),
  jobs: () => listJobs({ limit: 50 }),
  images: (id: string) => listJobImages(id, { limit: 50 }),
  metrics: () => readMetrics(),
};

type Longest = Record<keyof typeof READS, number>;

/** Reads in turn, as pages do, while `work` runs; returns the longest of each read. */
async function readMeanwhile(jobId: string, work: () => Promise<unknown>): Promise<Longest> {
  const longest: Longest = { job: 0, jobs: 0, images: 0, metrics: 0 };
  let isDone = false;
  const reading = (async () => {
    while (!isDone)
      for (const name of Object.keys(READS) as (keyof Longest)[]) {
        longest[name] = Math.max(longest[name], Math.round(await timed(() => READS[name](jobId))));
        await sleep(LOOK_MS);
      }
  })();
  await work().finally(() => {
    isDone = true;
  });
  await reading;
  return longest;
}

/** Starts a job of all products. */
async function measureStart(): Promise<Measured> {
  const { id: imageTypeId } = await db.imageType.findFirstOrThrow();
  const request = { selection: { exceptProductIds: [] }, variant: "MAIN", imageTypeId };
  let jobId = "";
  const answer = async () => {
    jobId = (await startBulkGeneration(request, null)).jobId;
  };
  const measured = await measure("start", "job", { answer, rest: () => fillJob(jobId, never) });
  await checkAll(jobId, "QUEUED", 0);
  return measured;
}

type Measured = { command: string; answerMs: number; longestBeforeMs: Longest; longestMs: Longest; doneMs: number };

async function measure(
  command: string,
  jobId: string,
  { answer, rest }: { answer: () => Promise<unknown>; rest: () => Promise<unknown> },
): Promise<Measured> {
  const longestBeforeMs = await readMeanwhile(jobId, () => sleep(IDLE_MS));
  let [answerMs, doneMs] = [0, 0];
  const longestMs = await readMeanwhile(jobId, async () => {
    answerMs = Math.round(await timed(answer));
    doneMs = answerMs + Math.round(await timed(rest));
  });
  return { command, answerMs, longestBeforeMs, longestMs, doneMs };
}

async function bareUpdate(jobId: string): Promise<number> {
  const update = () => db.$executeRaw`UPDATE "GenerationJob" SET retries = 0 WHERE id = ${jobId}`;
  const times: number[] = [];
  for (let run = 0; run < BARE_UPDATES; run += 1) times.push(await timed(update));
  return median(times);
}

/** Throws where the job's images are not all in this state, or a message of them is left. */
async function checkAll(jobId: string, status: string, messages: number): Promise<void> {
  const states = await db.generationTask.groupBy({ by: ["status"], where: { jobId }, _count: true });
  const waiting = await db.$queryRaw<unknown[]>`SELECT FROM pgboss.job WHERE name = 'generate-image'`;
  const isRight = states.length === 1 && states[0]?.status === status && states[0]._count === IMAGES;
  if (!isRight || waiting.length !== messages)
    throw new Error(`Not all are ${status}: ${JSON.stringify({ states, messages: waiting.length })}`);
}

async function measureAll(): Promise<Measured[]> {
  const rest = (jobId: string) => () => sweepJob(jobId, never);
  const paused = await measure("pause", "job", { answer: () => commandJob("job", "pause"), rest: rest("job") });
  await checkAll("job", "QUEUED", 0);
  const send = () => sendJob("job", never);
  const resumed = await measure("resume", "job", { answer: () => commandJob("job", "resume"), rest: send });
  await checkAll("job", "QUEUED", IMAGES);
  const cancelled = await measure("cancel", "job", { answer: () => commandJob("job", "cancel"), rest: rest("job") });
  await checkAll("job", "CANCELLED", 0);
  await fill("failed");
  await fail("failed");
  const retry = () => commandJob("failed", "retry-failed");
  const retried = await measure("retry", "failed", { answer: retry, rest: rest("failed") });
  await checkAll("failed", "QUEUED", IMAGES);
  await fill("made");
  await complete("made");
  const deleted = await measure("delete", "made", { answer: () => deleteJob("made"), rest: rest("made") });
  if ((await db.generationTask.count({ where: { originJobId: "made" } })) > 0) throw new Error("Not all are deleted.");
  return [paused, resumed, cancelled, retried, deleted, await measureStart()];
}

try {
  await migrate();
  await boss();
  await fillProducts();
  await fill("job");
  const updateMs = await bareUpdate("job");
  const measured = await measureAll();
  const of = (longest: Longest) => Math.max(...Object.values(longest));
  console.table(
    measured.map(({ command, answerMs, longestBeforeMs, longestMs, doneMs }) => ({
      command,
      "bare UPDATE": updateMs,
      answer: answerMs,
      "longest read before": of(longestBeforeMs),
      "longest read": of(longestMs),
      "all done": doneMs,
    })),
  );
  console.log(JSON.stringify({ database: isEmbedded ? "embedded" : "postgres", images: IMAGES, updateMs, measured }));
  const maxOf = (command: string) => (command === "start" ? MAX_START_MS : MAX_MS);
  if (measured.some(({ command, answerMs, longestMs }) => answerMs > maxOf(command) || of(longestMs) > MAX_OTHER_MS))
    process.exitCode = 1;
} finally {
  await closeDatabase();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
}
