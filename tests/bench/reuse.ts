// A job of 5,000 images that all exist, on a scratch database of the PostgreSQL in TEST_DATABASE_URL (`BENCH_PRODUCTS` sets another
// number): how long a worker takes to end it, next to how long it takes to write the tasks and messages of the same job that makes its
// images again, and to preview it. Exits with 1 where to end it takes over 3 times as long.
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const PRODUCTS = Number(process.env.BENCH_PRODUCTS ?? 5_000);
const RUNS = 3;
const MAX_RATIO = 3;

const database = await createScratchDatabase();
Object.assign(process.env, { DATABASE_URL: database.url, LOG_LEVEL: "error" });

const { closeDatabase } = await import("#tests/support/close-database.ts");
const { db, MANY_ROWS, transaction } = await import("#lib/db/client.ts");
const { findPictureKeys } = await import("#lib/db/images/picture-keys.ts");
const { findJob } = await import("#lib/db/jobs/read.ts");
const { migrate } = await import("#lib/db/migrate.ts");
const { startJobOfShots } = await import("#lib/generation/bulk-generation.ts");
const { fillJob } = await import("#lib/generation/fill-job.ts");
const { previewJob } = await import("#lib/generation/preview-job.ts");
const { requestKey } = await import("#lib/generation/request-key.ts");
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
      SELECT id, id, 'PT01', 'source-images/' || id, 'image/jpeg', 1500, 1500, 400000, id FROM "Product"`;
  }, MANY_ROWS);
  await db.$executeRaw`ANALYZE`;
}

const { id: imageTypeId } = await (async () => {
  await migrate();
  await boss();
  await fillCatalog();
  return db.imageType.create({ data: { name: "Bench", defaultPrompt: "Show a mug" }, select: { id: true } });
})();
const request = (reuse: boolean) =>
  jobRequestSchema.parse({ selection: {}, shots: [{ variant: "PT01", imageTypeId }], reuse });

async function written(reuse: boolean): Promise<{ jobId: string; ms: number }> {
  const { jobId } = await startJobOfShots(request(reuse), null);
  return { jobId, ms: await timed(() => fillJob(jobId, never)) };
}

/** Ends a job as its worker does, without pictures. */
async function complete(jobId: string): Promise<void> {
  const tasks = await db.generationTask.findMany({ where: { jobId }, select: { id: true, model: true } });
  const pictures = await findPictureKeys(
    db,
    tasks.map(({ id }) => id),
  );
  const keys = tasks.map(({ id, model }) => {
    const own = pictures.get(id) ?? { sourceKey: null, furtherKeys: [], lookKeys: [] };
    const sent = { prompt: "Show a mug", format: { aspectRatio: "1:1", imageSize: null } as const };
    return requestKey({ ...own, ...sent, model, candidate: 0, targetVariant: "PT01" });
  });
  await transaction(async (tx) => {
    await tx.$executeRaw`UPDATE "GenerationTask" SET status = 'COMPLETED', "endedAt" = now() WHERE "jobId" = ${jobId}`;
    await tx.$executeRaw`
      INSERT INTO "GeneratedImage" (id, "productId", "targetVariant", "chainId", "originJobId", "storageKey", "requestKey", "mimeType", width, height,
        bytes, sha256, "updatedAt")
      SELECT t.id, t."productId", 'PT01', t.id, ${jobId}, 'generated-images/' || t.id, made.key, 'image/png', 2048, 2048, 2000000, md5(t.id), now()
      FROM unnest(${tasks.map(({ id }) => id)}::text[], ${keys}::text[]) AS made (id, key) JOIN "GenerationTask" t ON t.id = made.id`;
    await tx.$executeRaw`UPDATE "GenerationJob" SET status = 'COMPLETED', "completedImages" = "totalImages" WHERE id = ${jobId}`;
  }, MANY_ROWS);
  await db.$executeRaw`ANALYZE`;
}

try {
  await complete((await written(false)).jobId);
  const runs: { madeMs: number; reusedMs: number; previewMs: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const previewMs = await timed(() => previewJob(request(true)));
    const reused = await written(true);
    const job = await findJob(reused.jobId);
    if (job?.completedImages !== PRODUCTS) throw new Error(`${job?.completedImages} images were reused.`);
    const { ms: madeMs } = await written(false);
    runs.push({ madeMs, reusedMs: reused.ms, previewMs });
  }
  const of = (name: keyof (typeof runs)[number]) => Math.round(median(runs.map((run) => run[name])));
  const ratio = median(runs.map(({ madeMs, reusedMs }) => reusedMs / madeMs));
  console.table({
    "tasks and messages": { ms: of("madeMs") },
    "a job of images that exist": { ms: of("reusedMs"), most: `${MAX_RATIO} x that` },
    "its preview": { ms: of("previewMs") },
  });
  console.log(
    JSON.stringify({ products: PRODUCTS, perSecond: Math.round((PRODUCTS / of("reusedMs")) * 1_000), ratio }),
  );
  if (ratio > MAX_RATIO) process.exitCode = 1;
} finally {
  await closeDatabase();
  await database.drop();
}
