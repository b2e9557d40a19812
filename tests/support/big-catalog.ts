import type { Pool } from "pg";
import { bareShots } from "#tests/support/bare-shots.ts";
import { makeRows } from "#tests/support/made-rows.ts";

const VARIANTS = ["MAIN", "PT01", "PT02", "PT03", "PT04", "PT05", "PT06"];

/** In the titles of exactly 50 products. */
export const RARE_WORD = "zephyrine";

/** Products `from` to `to`, each with seven source images. Updates statistics. */
export async function fillCatalog(client: Pool, from: number, to: number): Promise<void> {
  await client.query(
    `INSERT INTO "Product" (id, asin, sku, title, category, "createdAt", "updatedAt")
     SELECT gen_random_uuid()::text, 'B' || lpad(n::text, 9, '0'), 'SKU-' || n,
       (ARRAY['Enamel','Linen','Oak','Steel','Cotton','Glass','Bamboo'])[1 + n % 7] || ' ' ||
       (ARRAY['mug','cushion','table','kettle','towel','vase','tray','lamp'])[1 + n % 8] || ', ' ||
       CASE WHEN n <= 50 THEN '${RARE_WORD}' ELSE md5(n::text) END || ', pack of ' || n % 9,
       (ARRAY['Kitchen','Bath','Living','Garden',NULL])[1 + n % 5], now() - n * interval '1 second', now()
     FROM generate_series($1::int, $2::int) AS n`,
    [from, to],
  );
  await client.query(
    `UPDATE "ProductStats" t SET "generatedCount" = substr(p.asin, 2)::int % 3 FROM "Product" p WHERE p.id = t."productId"`,
  );
  await client.query(
    `INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256)
     SELECT gen_random_uuid()::text, p.id, variant, 'source-images/' || gen_random_uuid(), 'image/jpeg', 1500, 1500, 400000, md5(p.id || variant)
     FROM "Product" p CROSS JOIN unnest($1::text[]) AS variant
     WHERE NOT EXISTS (SELECT FROM "SourceImage" s WHERE s."productId" = p.id)`,
    [VARIANTS],
  );
  await client.query("VACUUM ANALYZE");
}

export async function addFinishedJobs(client: Pool, jobs: number): Promise<void> {
  await client.query(
    `INSERT INTO "GenerationJob" (id, status, model, "totalImages", "completedImages")
     SELECT 'job-' || n, 'COMPLETED', 'demo', p.total, p.total
     FROM generate_series(1, $1::int) AS n, (SELECT count(*) AS total FROM "Product") p`,
    [jobs],
  );
  await client.query(bareShots({ variant: "'PT01'", prompt: "'Prompt of ' || j.id" }));
  await client.query(`UPDATE "JobShot" SET "imageTypeId" = (SELECT id FROM "ImageType" LIMIT 1)`);
  await client.query(
    `INSERT INTO "GenerationTask" (id, "chainId", "jobId", "originJobId", "targetVariant", "productId", status, turn, prompt, model, "updatedAt")
     SELECT image, image, j.id, j.id, 'PT01', p.id, 'COMPLETED', p.place, 'A photo', 'demo', now()
     FROM "GenerationJob" j, (SELECT id, row_number() OVER (ORDER BY "createdAt" DESC) AS place FROM "Product") p,
       LATERAL (SELECT j.id || '-' || p.id AS image) i`,
  );
  await client.query(makeRows(1_500));
  await client.query("VACUUM ANALYZE");
}
