import { link, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { CHECK_IDS } from "#lib/schemas/check-names.ts";
import { generatedKey, sourceKey, thumbnailKey } from "#lib/storage/keys.ts";
import { bareShots } from "#tests/support/bare-shots.ts";
import { makeRows } from "#tests/support/made-rows.ts";
import { noise } from "#tests/support/picture.ts";

/** Shared by all images. */
const PICTURES = 8;
const SIDE = 1_000;
/** What the images of a product are for. */
const CANDIDATES = ["MAIN", "MAIN"];

async function drawPhoto(): Promise<Buffer> {
  return noise(SIDE / 20)
    .resize(SIDE, SIDE)
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** Hard links to a handful of files. */
async function linkPictures(dataDir: string, keys: string[]): Promise<void> {
  const pathOf = (key: string) => join(dataDir, "images", ...key.split("/"));
  const files = await Promise.all(
    Array.from({ length: PICTURES }, async (_, index) => {
      const bytes = await drawPhoto();
      const { thumbnail } = await inspectPicture(bytes);
      const paths = { picture: join(dataDir, `picture-${index}`), thumbnail: join(dataDir, `thumbnail-${index}`) };
      await Promise.all([writeFile(paths.picture, bytes), writeFile(paths.thumbnail, thumbnail)]);
      return paths;
    }),
  );
  for (const folder of [sourceKey("x"), generatedKey("x")])
    for (const key of [folder, thumbnailKey(folder)]) await mkdir(dirname(pathOf(key)), { recursive: true });
  await Promise.all(
    keys.map(async (key, index) => {
      const file = files[index % PICTURES];
      if (!file) return;
      await link(file.picture, pathOf(key));
      await link(file.thumbnail, pathOf(thumbnailKey(key)));
    }),
  );
}

const CHECKS = JSON.stringify(CHECK_IDS.map((id) => ({ id, verdict: "pass", value: 98.5, unit: "%", limit: 95 })));

type Client = { query(sql: string, values?: unknown[]): Promise<unknown> };

/** An image per product and target; every tenth fails a check and every tenth warns. */
export async function fillReview(client: Client, dataDir: string, images: number, targets = CANDIDATES): Promise<void> {
  await fillReviewRows(client, images, targets);
  await linkPictures(dataDir, [
    ...Array.from({ length: images / targets.length }, (_, n) => sourceKey(`s${n + 1}`)),
    ...Array.from({ length: images }, (_, n) => generatedKey(`i${n}`)),
  ]);
}

export async function fillReviewRows(client: Client, images: number, targets = CANDIDATES): Promise<void> {
  const each = targets.length;
  const products = images / each;
  await client.query(
    `INSERT INTO "Product" (id, asin, title, category, "createdAt", "updatedAt")
     SELECT 'p' || lpad(n::text, 6, '0'), 'B' || lpad(n::text, 9, '0'), 'Enamel mug ' || n || ', navy, pack of ' || n % 9, 'Kitchen',
       now(), now() FROM generate_series(1, $1::int) AS n`,
    [products],
  );
  await client.query(`UPDATE "ProductStats" SET "generatedCount" = ${each}`);
  await client.query(
    `INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256)
     SELECT 's' || n, 'p' || lpad(n::text, 6, '0'), 'MAIN', 'source-images/s' || n, 'image/jpeg', ${SIDE}, ${SIDE}, 1, n::text
     FROM generate_series(1, $1::int) AS n`,
    [products],
  );
  await client.query(
    `INSERT INTO "GenerationJob" (id, status, model, "totalImages", "completedImages", "finishedAt", "createdAt")
     SELECT 'j' || n, 'COMPLETED', 'demo', $1::int, $1::int, now(), now()
     FROM generate_series(0, ${each - 1}) AS n`,
    [products],
  );
  await client.query(bareShots());
  await client.query(
    `INSERT INTO "GenerationTask" (id, "chainId", "productId", "sourceImageId", "jobId", "originJobId", "targetVariant", status, prompt,
       model, "endedAt", "updatedAt")
     SELECT 'i' || n, 'i' || n, 'p' || lpad(product::text, 6, '0'), 's' || product, 'j' || n % ${each}, 'j' || n % ${each},
       ($2::text[])[1 + n % ${each}], 'COMPLETED', 'A photo', 'demo', now(), now()
     FROM (SELECT n, 1 + n / ${each} AS product FROM generate_series(0, $1::int - 1) AS n) AS numbered`,
    [images, targets],
  );
  await client.query(makeRows(SIDE));
  await client.query(
    `UPDATE "GeneratedImage" SET checks = $1::jsonb,
       verdict = (CASE substr(id, 2)::int % 10 WHEN 0 THEN 'FAIL' WHEN 1 THEN 'WARN' ELSE 'PASS' END)::"CheckVerdict",
       flags = CASE WHEN substr(id, 2)::int % 10 < 2 THEN ARRAY['background'] ELSE ARRAY[]::text[] END`,
    [CHECKS],
  );
  await client.query("VACUUM ANALYZE");
}
