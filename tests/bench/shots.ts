// A job of ten shots of 10,000 products: 100,000 images, on a scratch database of the PostgreSQL in TEST_DATABASE_URL (`BENCH_PRODUCTS`
// sets another number). Prints how long the preview and the answer took, and how long a worker took to write all tasks and messages,
// next to one bare INSERT of the same rows into the same tables. Exits with 1 where the preview takes over
// 300 ms, the answer over 1 s, or the rows over 2.5 times the INSERT.
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const PRODUCTS = Number(process.env.BENCH_PRODUCTS ?? 10_000);
const VARIANTS = ["MAIN", ...Array.from({ length: 9 }, (_, index) => `PT0${index + 1}`)];
const RUNS = 3;
const MAX_PREVIEW_MS = 300;
const MAX_ANSWER_MS = 1_000;
const MAX_RATIO = 2.5;

const database = await createScratchDatabase();
Object.assign(process.env, { DATABASE_URL: database.url, LOG_LEVEL: "error" });

const { closeDatabase } = await import("#tests/support/close-database.ts");
const { db, MANY_ROWS, transaction } = await import("#lib/db/client.ts");
const { migrate } = await import("#lib/db/migrate.ts");
const { startJobOfShots } = await import("#lib/generation/bulk-generation.ts");
const { fillJob } = await import("#lib/generation/fill-job.ts");
const { previewJob } = await import("#lib/generation/preview-job.ts");
const { boss } = await import("#lib/queue/boss.ts");
const { jobRequestSchema } = await import("#lib/schemas/bulk-generate.ts");

const never = new AbortController().signal;

async function fillCatalog(): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "Product" (id, title, "updatedAt")
      SELECT md5(n::text), 'Enamel mug ' || n, now() FROM generate_series(1, ${PRODUCTS}::int) AS n`;
    await tx.$executeRaw`
      INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256)
      SELECT md5(p.id || variant), p.id, variant, 'source-images/' || p.id || variant, 'image/jpeg', 1500, 1500, 400000, p.id || variant
      FROM "Product" p CROSS JOIN unnest(${VARIANTS}::text[]) AS variant`;
  }, MANY_ROWS);
  await db.$executeRaw`ANALYZE`;
}

/** The rows that were written, once more. */
async function bareInsert(): Promise<number> {
  await db.$executeRaw`CREATE TABLE task_copy AS SELECT * FROM "GenerationTask"`;
  await db.$executeRaw`CREATE TABLE message_copy AS SELECT * FROM pgboss.job WHERE name LIKE 'generate%'`;
  await db.$executeRaw`DELETE FROM "GenerationTask"`;
  await db.$executeRaw`DELETE FROM pgboss.job WHERE name LIKE 'generate%'`;
  await db.$executeRaw`VACUUM ANALYZE`;
  const ms = await timed(() =>
    transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO "GenerationTask" SELECT * FROM task_copy`;
      await tx.$executeRaw`INSERT INTO pgboss.job SELECT * FROM message_copy`;
    }, MANY_ROWS),
  );
  await db.$executeRaw`DROP TABLE task_copy, message_copy`;
  return ms;
}

async function measure(request: Parameters<typeof startJobOfShots>[0]) {
  const previewMs = await timed(() => previewJob(request));
  let jobId = "";
  const answerMs = await timed(async () => {
    jobId = (await startJobOfShots(request, null)).jobId;
  });
  const rowsMs = await timed(() => fillJob(jobId, never));
  const images = await db.generationTask.count({ where: { jobId } });
  if (images !== PRODUCTS * VARIANTS.length) throw new Error(`${images} rows were written.`);
  const bareMs = await bareInsert();
  await db.generationJob.delete({ where: { id: jobId } });
  await db.$executeRaw`DELETE FROM pgboss.job`;
  return { previewMs, answerMs, rowsMs, bareMs };
}

try {
  await migrate();
  await boss();
  await fillCatalog();
  const { id: imageTypeId } = await db.imageType.findFirstOrThrow();
  const shots = VARIANTS.map((variant) => ({ variant, imageTypeId }));
  const request = jobRequestSchema.parse({ selection: {}, shots });
  const runs: Awaited<ReturnType<typeof measure>>[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(request));
  const of = (name: keyof (typeof runs)[number]) => Math.round(median(runs.map((run) => run[name])));
  const ratio = median(runs.map(({ rowsMs, bareMs }) => rowsMs / bareMs));
  console.table({
    preview: { ms: of("previewMs"), most: MAX_PREVIEW_MS },
    answer: { ms: of("answerMs"), most: MAX_ANSWER_MS },
    "tasks and messages": { ms: of("rowsMs"), most: `${MAX_RATIO} x the INSERT` },
    "bare INSERT": { ms: of("bareMs") },
  });
  console.log(JSON.stringify({ products: PRODUCTS, runs, ratio }));
  if (of("previewMs") > MAX_PREVIEW_MS || of("answerMs") > MAX_ANSWER_MS || ratio > MAX_RATIO) process.exitCode = 1;
} finally {
  await closeDatabase();
  await database.drop();
}
