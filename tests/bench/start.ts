// Starting a job of 10,000 images by a selection out of 100,000 products, on a scratch database of the PostgreSQL in
// TEST_DATABASE_URL: the built app's answer beside one bare INSERT of the same rows of GenerationTask, in turns. Prints a
// table and a JSON line, and exits with 1 where the answer takes more than five times as long.
import type { PoolClient } from "pg";
import { spawnApp } from "#tests/support/app-process.ts";
import { fillCatalog } from "#tests/support/big-catalog.ts";
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const PRODUCTS = 100_000;
const IMAGES = 10_000;
const RUNS = 9;
const LIMIT = 5;
/** A variant that only the selected products have. */
const VARIANT = "TOPP";

const COLUMNS = {
  id: "text",
  chainId: "text",
  productId: "text",
  sourceImageId: "text",
  jobId: "text",
  originJobId: "text",
  targetVariant: "text",
  messageId: "uuid",
  turn: "int",
  values: "jsonb",
  model: "text",
} as const;
const names = Object.keys(COLUMNS).map((name) => `"${name}"`);
const types = Object.values(COLUMNS);
const INSERT = `
  INSERT INTO "GenerationTask" (${names.join(", ")}, "updatedAt")
  SELECT *, now() FROM unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(", ")})`;

const database = await createScratchDatabase();
process.env.DATABASE_URL = database.url;
const { migrate } = await import("#lib/db/migrate.ts");
const { db } = await import("#lib/db/client.ts");
const { fillJob } = await import("#lib/generation/fill-job.ts");
const { client } = database;

async function prepareCatalog(): Promise<string> {
  await migrate();
  await fillCatalog(client, 1, PRODUCTS);
  await client.query(
    `INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256)
     SELECT gen_random_uuid()::text, p.id, $1, 'source-images/' || gen_random_uuid(), 'image/jpeg', 1500, 1500, 400000, md5(p.id)
     FROM (SELECT id FROM "Product" ORDER BY md5(id) LIMIT $2) p`,
    [VARIANT, IMAGES],
  );
  await client.query("VACUUM ANALYZE");
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM "ImageType" LIMIT 1`);
  return rows[0]?.id ?? "";
}

async function postJob(app: string, imageTypeId: string): Promise<string> {
  const response = await fetch(`${app}/api/images/bulk-generate-by-variant`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ selection: { variant: VARIANT }, variant: VARIANT, imageTypeId }),
  });
  const { jobId, totalImages } = (await response.json()) as { jobId: string; totalImages: number };
  if (totalImages !== IMAGES) throw new Error(`${response.status}: a job of ${totalImages} images`);
  return jobId;
}

/** The columns of the job's images, each as a list. */
async function imagesAsColumns(): Promise<unknown[][]> {
  const { rows } = await client.query<Record<string, unknown>>(`SELECT ${names.join(", ")} FROM "GenerationTask"`);
  return Object.keys(COLUMNS).map((name) => rows.map((row) => row[name]));
}

/** Ms of the bare INSERT, into the table as empty as the app found it; its rows don't stay. */
async function insertBare(connection: PoolClient, columns: unknown[][]): Promise<number> {
  await connection.query("BEGIN");
  const ms = await timed(() => connection.query(INSERT, columns));
  await connection.query("ROLLBACK");
  return ms;
}

async function forgetImages(): Promise<void> {
  await client.query(`TRUNCATE "GenerationTask" CASCADE`);
  await client.query("DELETE FROM pgboss.job");
  await client.query(`UPDATE "GenerationJob" SET status = 'CANCELLED'`);
  await client.query("VACUUM");
}

const app = await spawnApp({ DATABASE_URL: database.url, WORKER: "off" });
try {
  const imageTypeId = await prepareCatalog();
  const posts: number[] = [];
  const inserts: number[] = [];
  for (let run = -2; run < RUNS; run += 1) {
    let jobId = "";
    const posted = await timed(async () => {
      jobId = await postJob(app.url, imageTypeId);
    });
    await fillJob(jobId, new AbortController().signal);
    const columns = await imagesAsColumns();
    await forgetImages();
    const connection = await client.connect();
    const inserted = await insertBare(connection, columns);
    connection.release();
    await forgetImages();
    if (run < 0) continue;
    posts.push(posted);
    inserts.push(inserted);
  }
  const figures = { images: IMAGES, postMs: median(posts), insertMs: median(inserts) };
  const ratio = Math.round((figures.postMs / figures.insertMs) * 100) / 100;
  console.table([{ ...figures, ratio }]);
  console.log(JSON.stringify({ ...figures, ratio, runs: RUNS }));
  if (ratio > LIMIT) {
    console.error(`The answer took more than ${LIMIT} times the bare INSERT.`);
    process.exitCode = 1;
  }
} finally {
  app.child.kill("SIGTERM");
  await db.$disconnect();
  await database.drop();
}
