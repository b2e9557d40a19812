import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { type Wish, wantedImages } from "#lib/db/jobs/wanted.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import { MAX_IMAGES_AT_ONCE } from "#lib/schemas/limits.ts";
import { productTextsSchema } from "#lib/schemas/product.ts";

const draftedSchema = z.object({ images: z.int(), skipped: z.int() });
type Drafted = z.infer<typeof draftedSchema>;

/**
 * In one statement, so that all of it is of one moment. Returns how many images it noted, and how many products' shots are left
 * out.
 */
export async function draftImages(tx: Transaction, jobId: string, wish: Wish, firstTurn: number): Promise<Drafted> {
  const drafted = await queryRow(
    tx,
    draftedSchema,
    Prisma.sql`
    ${wantedImages(wish)}, noted AS (
      INSERT INTO "DraftBlock" ("jobId", "firstTurn", "productIds", "sourceImageIds", shots, candidates)
      SELECT ${jobId}, ${firstTurn}::int + min(image), array_agg(id ORDER BY image), array_agg("sourceImageId" ORDER BY image),
        array_agg(shot ORDER BY image), array_agg(candidate ORDER BY image)
      FROM wanted GROUP BY image / ${MAX_IMAGES_AT_ONCE}::int
    )
    SELECT (SELECT count(*)::int FROM wanted) AS images,
      (SELECT count(*)::int FROM judged WHERE skipped IS NOT NULL) AS skipped`,
  );
  return drafted;
}

export const draftSchema = z.object({
  turn: z.int(),
  shot: z.int(),
  candidate: z.int(),
  /** Null where it was deleted since. */
  productId: z.string().nullable(),
  sourceImageId: z.string().nullable(),
  cancelCode: z.string().nullable(),
  ...productTextsSchema.shape,
});
export type ImageDraft = z.infer<typeof draftSchema>;

/** Blocks that one transaction writes on PostgreSQL, where other work continues meanwhile: of each by itself it takes half as long again. */
export const BLOCKS_AT_ONCE = 10;

/** The next blocks of a job, in the order of their turns. */
export async function takeDrafts(tx: Transaction, jobId: string, blocks: number): Promise<ImageDraft[]> {
  const drafts = await queryRows(
    tx,
    draftSchema,
    Prisma.sql`
    WITH taken AS (
      DELETE FROM "DraftBlock"
      WHERE "jobId" = ${jobId} AND "firstTurn" IN (
        SELECT "firstTurn" FROM "DraftBlock" WHERE "jobId" = ${jobId} ORDER BY "firstTurn" LIMIT ${blocks}::int)
      RETURNING *
    )
    SELECT (t."firstTurn" + d.place - 1)::int AS turn, d.shot, d.candidate, p.id AS "productId", s.id AS "sourceImageId", t."cancelCode",
      coalesce(p.title, '') AS title, p.asin, p.sku, p.category
    FROM taken t
      CROSS JOIN LATERAL unnest(t."productIds", t."sourceImageIds", t.shots, t.candidates)
        WITH ORDINALITY AS d ("productId", "sourceImageId", shot, candidate, place)
      LEFT JOIN "Product" p ON p.id = d."productId" LEFT JOIN "SourceImage" s ON s.id = d."sourceImageId"
    ORDER BY turn`,
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
