import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { LARGEST_FIRST } from "#lib/db/products/best-source.ts";
import { selected } from "#lib/db/products/selection.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import { type FilterSelection, MAX_SKIPPED_SHOWN } from "#lib/schemas/bulk-generate.ts";
import { productTextsSchema } from "#lib/schemas/product.ts";

/** Images of a block. One transaction writes them, and on the embedded database it blocks every other query. */
const BLOCK = 100;

const draftedSchema = z.object({ found: z.int(), eligible: z.int(), skipped: z.array(z.string()) });
/** `skipped`: the first products without the variant. */
export type Drafted = z.infer<typeof draftedSchema>;

/** In one statement, so that all of it is of one moment. Photos are joined, not looked up for each product: that takes twice as long. */
export async function draftImages(
  tx: Transaction,
  jobId: string,
  { selection, variant, firstTurn }: { selection: FilterSelection; variant: string; firstTurn: number },
): Promise<Drafted> {
  const { p, order } = selected(selection);
  const drafted = await queryRow(
    tx,
    draftedSchema,
    Prisma.sql`
    WITH chosen AS (
      SELECT id, "sourceImageId", row_number() OVER places AS place, count("sourceImageId") OVER places - 1 AS image
      FROM (
        SELECT DISTINCT ON (p."createdAt", p.id) p."createdAt", p.id, s.id AS "sourceImageId"
        FROM ${p} LEFT JOIN "SourceImage" s ON s."productId" = p.id AND s.variant = ${variant}
        ORDER BY ${order}, ${LARGEST_FIRST}
      ) p
      WINDOW places AS (ORDER BY ${order} ROWS UNBOUNDED PRECEDING)
    ), noted AS (
      INSERT INTO "DraftBlock" ("jobId", "firstTurn", "productIds", "sourceImageIds")
      SELECT ${jobId}, ${firstTurn}::int + min(image), array_agg(id ORDER BY image), array_agg("sourceImageId" ORDER BY image)
      FROM chosen WHERE "sourceImageId" IS NOT NULL GROUP BY image / ${BLOCK}::int
    )
    SELECT count(*)::int AS found, count("sourceImageId")::int AS eligible,
      ARRAY(SELECT id FROM chosen WHERE "sourceImageId" IS NULL ORDER BY place LIMIT ${MAX_SKIPPED_SHOWN}) AS skipped
    FROM chosen`,
  );
  return drafted;
}

const draftSchema = z.object({
  turn: z.int(),
  /** Null where it was deleted since. */
  productId: z.string().nullable(),
  sourceImageId: z.string().nullable(),
  cancelCode: z.string().nullable(),
  ...productTextsSchema.shape,
});
export type ImageDraft = z.infer<typeof draftSchema>;

/** The next block of a job, in the order of their turns. */
export async function takeDrafts(tx: Transaction, jobId: string): Promise<ImageDraft[]> {
  const drafts = await queryRows(
    tx,
    draftSchema,
    Prisma.sql`
    WITH taken AS (
      DELETE FROM "DraftBlock"
      WHERE "jobId" = ${jobId} AND "firstTurn" = (SELECT min("firstTurn") FROM "DraftBlock" WHERE "jobId" = ${jobId})
      RETURNING *
    )
    SELECT (t."firstTurn" + d.place - 1)::int AS turn, p.id AS "productId", s.id AS "sourceImageId", t."cancelCode",
      coalesce(p.title, '') AS title, p.asin, p.sku, p.category
    FROM taken t
      CROSS JOIN LATERAL unnest(t."productIds", t."sourceImageIds") WITH ORDINALITY AS d ("productId", "sourceImageId", place)
      LEFT JOIN "Product" p ON p.id = d."productId" LEFT JOIN "SourceImage" s ON s.id = d."sourceImageId"
    ORDER BY d.place`,
  );
  return drafts;
}

const countSchema = z.object({ count: z.int() });

/** Marks all images of a job that have no row yet as cancelled, for a reason. Returns how many were not cancelled before. */
export async function cancelDrafts(tx: Transaction, jobId: string, code: string): Promise<number> {
  const { count } = await queryRow(
    tx,
    countSchema,
    Prisma.sql`
    WITH cancelled AS (
      UPDATE "DraftBlock" SET "cancelCode" = ${code} WHERE "jobId" = ${jobId} AND "cancelCode" IS NULL
      RETURNING cardinality("productIds") AS images
    )
    SELECT coalesce(sum(images), 0)::int AS count FROM cancelled`,
  );
  return count;
}

/** Takes that back, but for those that a person cancelled. Returns how many there were. */
export async function restoreDrafts(tx: Transaction, jobId: string): Promise<number> {
  const { count } = await queryRow(
    tx,
    countSchema,
    Prisma.sql`
    WITH restored AS (
      UPDATE "DraftBlock" SET "cancelCode" = NULL WHERE "jobId" = ${jobId} AND "cancelCode" <> 'CANCELLED'
      RETURNING cardinality("productIds") AS images
    )
    SELECT coalesce(sum(images), 0)::int AS count FROM restored`,
  );
  return count;
}

export async function hasDrafts(tx: Transaction, jobId: string): Promise<boolean> {
  return (await tx.draftBlock.findFirst({ where: { jobId }, select: { firstTurn: true } })) !== null;
}
