import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { draftSchema, type ImageDraft } from "#lib/db/jobs/drafts.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import { MAX_IMAGES_AT_ONCE } from "#lib/schemas/limits.ts";
import { IMAGE_SIZES } from "#lib/schemas/picture-format.ts";

// The images of a job are all noted when it is started. A pilot takes those of a few products out of the notes.

/** Each product with noted images of a job: its place among them, and how many they are. */
const noted = (jobId: string) => Prisma.sql`
  SELECT d.id, min(b."firstTurn" + d.place) AS place, count(*) AS images
  FROM "DraftBlock" b CROSS JOIN LATERAL unnest(b."productIds") WITH ORDINALITY AS d (id, place)
  WHERE b."jobId" = ${jobId} GROUP BY d.id`;

const idsSchema = z.object({ ids: z.array(z.string()) });

/**
 * Products of which images are noted, spread from the first to the last, at most `count`. Those of which every shot can be made go
 * before others, and deleted ones come last.
 */
export async function findSpread(tx: Transaction, jobId: string, count: number): Promise<string[]> {
  const { ids } = await queryRow(
    tx,
    idsSchema,
    Prisma.sql`
    WITH noted AS (${noted(jobId)}), ranked AS (
      SELECT noted.id, row_number() OVER same - 1 AS nth, count(*) OVER (PARTITION BY p.id IS NULL, noted.images) AS alike,
        p.id IS NULL AS "isGone", noted.images
      FROM noted LEFT JOIN "Product" p ON p.id = noted.id
      WINDOW same AS (PARTITION BY p.id IS NULL, noted.images ORDER BY noted.place)
    ), chosen AS (
      SELECT id FROM ranked
      ORDER BY "isGone", images DESC,
        nth NOT IN (SELECT floor((alike - 1) * step / ${Math.max(1, count - 1)}::numeric) FROM generate_series(0, ${count - 1}::int) AS step), nth
      LIMIT ${count}::int
    )
    SELECT coalesce(array_agg(id), '{}') AS ids FROM chosen`,
  );
  return ids;
}

/** Of these products, those of which no image is noted. */
export async function findUnnoted(tx: Transaction, jobId: string, productIds: string[]): Promise<string[]> {
  const { ids } = await queryRow(
    tx,
    idsSchema,
    Prisma.sql`
    SELECT coalesce(array_agg(id), '{}') AS ids FROM unnest(${productIds}::text[]) AS wanted (id)
    WHERE NOT EXISTS (SELECT FROM "DraftBlock" b WHERE b."jobId" = ${jobId} AND wanted.id = ANY(b."productIds"))`,
  );
  return ids;
}

/** Takes the noted images of these products out of the blocks; their turns begin with `firstTurn`. The job's row must be locked. */
export async function takeProducts(
  tx: Transaction,
  jobId: string,
  productIds: string[],
  firstTurn: number,
): Promise<ImageDraft[]> {
  return queryRows(
    tx,
    draftSchema,
    Prisma.sql`
    WITH block AS (
      SELECT * FROM "DraftBlock" WHERE "jobId" = ${jobId} AND "productIds" && ${productIds}::text[]
    ), image AS (
      SELECT b."firstTurn", b."cancelCode", d.*, d."productId" = ANY(${productIds}::text[]) AS "isTaken"
      FROM block b CROSS JOIN LATERAL unnest(b."productIds", b."sourceImageIds", b.shots, b.candidates)
        WITH ORDINALITY AS d ("productId", "sourceImageId", shot, candidate, place)
    ), kept AS (
      SELECT "firstTurn", array_agg("productId" ORDER BY place) AS "productIds", array_agg("sourceImageId" ORDER BY place) AS "sourceImageIds",
        array_agg(shot ORDER BY place) AS shots, array_agg(candidate ORDER BY place) AS candidates
      FROM image WHERE NOT "isTaken" GROUP BY "firstTurn"
    ), shortened AS (
      UPDATE "DraftBlock" b SET "productIds" = kept."productIds", "sourceImageIds" = kept."sourceImageIds", shots = kept.shots,
        candidates = kept.candidates
      FROM kept WHERE b."jobId" = ${jobId} AND b."firstTurn" = kept."firstTurn"
    ), emptied AS (
      DELETE FROM "DraftBlock" WHERE "jobId" = ${jobId} AND "firstTurn" IN (SELECT "firstTurn" FROM block EXCEPT SELECT "firstTurn" FROM kept)
    )
    SELECT (${firstTurn}::int + row_number() OVER (ORDER BY i."firstTurn", i.place) - 1)::int AS turn, i.shot, i.candidate, p.id AS "productId",
      s.id AS "sourceImageId", i."cancelCode", coalesce(p.title, '') AS title, p.asin, p.sku, p.category
    FROM image i LEFT JOIN "Product" p ON p.id = i."productId" LEFT JOIN "SourceImage" s ON s.id = i."sourceImageId"
    WHERE i."isTaken" ORDER BY turn`,
  );
}

/** Has noted images wait behind what running jobs have done meanwhile. The job's row must be locked. */
export async function delayDrafts(tx: Transaction, jobId: string, firstTurn: number): Promise<void> {
  const first = await tx.draftBlock.aggregate({ where: { jobId }, _min: { firstTurn: true } });
  const delay = firstTurn - (first._min.firstTurn ?? firstTurn);
  if (delay <= 0) return;
  // Blocks are this number of turns apart: moved by a multiple of it, one would take the place of another that has not moved yet.
  const by = delay % MAX_IMAGES_AT_ONCE === 0 ? delay + 1 : delay;
  await tx.draftBlock.updateMany({ where: { jobId }, data: { firstTurn: { increment: by } } });
}

const shotLeftSchema = z.object({
  shot: z.int(),
  name: z.string(),
  prompt: z.string(),
  imageSize: z.enum(IMAGE_SIZES).nullable(),
  model: z.string().nullable(),
  pictures: z.int(),
  waiting: z.int(),
  made: z.int(),
});

/** Each shot of a job with the images that are noted, and those that were asked for already. `pictures`: what a call sends. */
export async function findShotsLeft(tx: Transaction, jobId: string): Promise<z.infer<typeof shotLeftSchema>[]> {
  return queryRows(
    tx,
    shotLeftSchema,
    Prisma.sql`
    SELECT h.index AS shot, h.name, h.prompt, h."imageSize", h.model,
      (1 + cardinality(h."alsoSend") + (SELECT count(*) FROM "LookPicture" l WHERE l."lookId" = h."lookId"))::int AS pictures,
      (SELECT count(*)::int FROM "GenerationTask" t WHERE t."jobId" = ${jobId} AND t.shot = h.index) AS made,
      coalesce(w.waiting, 0) AS waiting
    FROM "JobShot" h LEFT JOIN (
      SELECT shot, count(*)::int AS waiting FROM "DraftBlock" b CROSS JOIN LATERAL unnest(b.shots) AS shot WHERE b."jobId" = ${jobId} GROUP BY shot
    ) w ON w.shot = h.index
    WHERE h."jobId" = ${jobId} ORDER BY h.index`,
  );
}

export async function countProductsLeft(tx: Transaction, jobId: string): Promise<number> {
  const { products } = await queryRow(
    tx,
    z.object({ products: z.int() }),
    Prisma.sql`SELECT count(*)::int AS products FROM (${noted(jobId)}) noted`,
  );
  return products;
}
