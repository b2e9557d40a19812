import type { Pool } from "pg";
import { CHECK_IDS } from "#lib/schemas/check-names.ts";
import { bareShots } from "#tests/support/bare-shots.ts";
import { fillCatalog } from "#tests/support/big-catalog.ts";

const IMAGES_PER_JOB = 1_000;
const IMAGES_PER_PRODUCT = 10;
const BATCH = 100_000;
const VARIANTS = ["MAIN", "PT01", "PT02", "PT03", "PT04", "PT05", "PT06"];
const CHECKS = JSON.stringify(CHECK_IDS.map((id) => ({ id, verdict: "pass", value: 98.5, unit: "%", limit: 95 })));

/** As long as the ids of the app, and rising as they do. */
const idOf = (kind: string, n: string) => `'01990000-0000-7000-${kind}-' || lpad(to_hex(${n}), 12, '0')`;
const IMAGE = idOf("8000", "n");
const VERSION = idOf("9000", "n");

const JOBS = `
  INSERT INTO "GenerationJob" (id, status, model, "totalImages", "completedImages", "finishedAt", "createdAt")
  SELECT 'job-' || n, 'COMPLETED', 'demo', ${IMAGES_PER_JOB}, ${IMAGES_PER_JOB}, now(),
    now() - n * interval '1 minute'
  FROM generate_series(0, $1::int - 1) AS n`;

/** Job by job, each for a thousand products. */
const TASKS = `
  INSERT INTO "GenerationTask" (id, "chainId", "productId", "jobId", "originJobId", "targetVariant", status, turn, model, "endedAt", "updatedAt")
  SELECT ${IMAGE}, ${IMAGE}, p.id, 'job-' || job, 'job-' || job, ($4::text[])[1 + job % 7], 'COMPLETED', n % ${IMAGES_PER_JOB}, 'demo', now(), now()
  FROM generate_series($1::int, $2::int) AS n CROSS JOIN LATERAL (SELECT n / ${IMAGES_PER_JOB} AS job) j
    JOIN numbered p ON p.place = (job / 7 * ${IMAGES_PER_JOB} + n % ${IMAGES_PER_JOB}) % $3::int`;

/** Of every 50th image; half of them are fixes, and of these every fifth failed. */
const VERSIONS = `
  INSERT INTO "GenerationTask" (id, "chainId", "productId", "originJobId", "parentImageId", "targetVariant", status, origin, model, "endedAt", "updatedAt")
  SELECT ${VERSION}, t."chainId", t."productId", t."originJobId", t.id, t."targetVariant",
    (CASE WHEN n % 500 = 0 THEN 'FAILED' ELSE 'COMPLETED' END)::"ImageStatus",
    (CASE WHEN n % 100 = 0 THEN 'FIX' ELSE 'MODEL' END)::"ImageOrigin", 'demo', now(), now()
  FROM generate_series(0, $1::int - 1, 50) AS n JOIN "GenerationTask" t ON t.id = ${IMAGE}`;

/** A tenth fails and a tenth warns; a hundredth is not checked yet. */
const MADE = `
  INSERT INTO "GeneratedImage" (id, "productId", "targetVariant", "chainId", "originJobId", origin, "storageKey", "mimeType", width, height, bytes,
    sha256, checks, "checksVersion", verdict, flags, "perceptualHash", "updatedAt")
  SELECT id, "productId", "targetVariant", "chainId", "originJobId", origin, 'generated-images/' || id, 'image/jpeg', 1500, 1500, 400000,
    md5(id), CASE WHEN chance >= 10 THEN $1::jsonb END, CASE WHEN chance >= 10 THEN 1000 ELSE 0 END,
    (CASE WHEN chance < 10 THEN NULL WHEN chance < 110 THEN 'FAIL' WHEN chance < 210 THEN 'WARN' ELSE 'PASS' END)::"CheckVerdict",
    CASE WHEN chance < 10 OR chance >= 210 THEN ARRAY[]::text[] WHEN chance % 2 = 0 THEN ARRAY['background'] ELSE ARRAY['background', 'frame-fill'] END,
    hashtextextended(id, 0), now()
  FROM "GenerationTask", LATERAL (SELECT abs(hashtext(id)) % 1000 AS chance) c WHERE status = 'COMPLETED'`;

/** A twentieth is approved, a twentieth rejected. */
const DECISIONS = `
  INSERT INTO "ImageDecision" ("imageId", decision, by)
  SELECT id, (CASE WHEN chance < 5 THEN 'APPROVE' ELSE 'REJECT' END)::"ReviewDecision", 'Somebody'
  FROM "GeneratedImage", LATERAL (SELECT abs(hashtext(id || 'decision')) % 100 AS chance) c WHERE chance < 10`;

const CURRENT = `
  INSERT INTO "CurrentImage" ("chainId", "imageId")
  SELECT DISTINCT ON ("chainId") "chainId", id FROM "GeneratedImage" ORDER BY "chainId", id DESC`;

const COUNTS = `
  TRUNCATE "ImageTally";
  INSERT INTO "ImageTally" (status, code, "inJob", images)
    SELECT status, "errorCode", "jobId" IS NOT NULL, count(*) FROM "GenerationTask" GROUP BY 1, 2, 3;
  UPDATE "ProductStats" s SET "generatedCount" = c.made, "lastGeneratedAt" = c.last
    FROM (SELECT "productId", count(*) AS made, max("madeAt") AS last FROM "GeneratedImage" GROUP BY 1) c WHERE c."productId" = s."productId"`;

/** Finished jobs and their images. Needs a user who may switch triggers off. */
export async function fillImages(client: Pool, images: number): Promise<void> {
  const products = images / IMAGES_PER_PRODUCT;
  await fillCatalog(client, 1, products);
  await client.query("SET session_replication_role = replica");
  await client.query(
    `CREATE TEMP TABLE numbered AS SELECT id, (row_number() OVER (ORDER BY asin) - 1)::int AS place FROM "Product"`,
  );
  await client.query(JOBS, [images / IMAGES_PER_JOB]);
  await client.query(
    bareShots({ variant: `(ARRAY['${VARIANTS.join("', '")}'])[1 + substr(j.id, 5)::int % ${VARIANTS.length}]` }),
  );
  for (let first = 0; first < images; first += BATCH)
    await client.query(TASKS, [first, Math.min(first + BATCH, images) - 1, products, VARIANTS]);
  await client.query(VERSIONS, [images]);
  await client.query(MADE, [CHECKS]);
  await client.query(DECISIONS);
  await client.query("SET session_replication_role = DEFAULT");
  await client.query(CURRENT);
  await client.query(COUNTS);
  await client.query("VACUUM ANALYZE");
}
