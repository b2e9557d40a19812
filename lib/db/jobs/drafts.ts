import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { bestSource } from "#lib/db/products/best-source.ts";
import { selected } from "#lib/db/products/selection.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import { type FilterSelection, MAX_SKIPPED_SHOWN } from "#lib/schemas/bulk-generate.ts";
import { productTextsSchema } from "#lib/schemas/product.ts";

const draftedSchema = z.object({ found: z.int(), eligible: z.int(), skipped: z.array(z.string()) });
/** `skipped`: the first products without the variant. */
export type Drafted = z.infer<typeof draftedSchema>;

/** In one statement, so that all of it is of one moment. */
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
      SELECT p.id, s.id AS "sourceImageId", row_number() OVER places AS place, count(s.id) OVER places AS image
      FROM ${p} LEFT JOIN ${bestSource(variant)} ON true
      WINDOW places AS (ORDER BY ${order} ROWS UNBOUNDED PRECEDING)
    ), noted AS (
      INSERT INTO "ImageDraft" ("jobId", turn, "productId", "sourceImageId")
      SELECT ${jobId}, ${firstTurn}::int - 1 + image, id, "sourceImageId" FROM chosen WHERE "sourceImageId" IS NOT NULL
      RETURNING turn
    )
    SELECT (SELECT count(*) FROM chosen)::int AS found, (SELECT count(*) FROM noted)::int AS eligible,
      ARRAY(SELECT id FROM chosen WHERE "sourceImageId" IS NULL ORDER BY place LIMIT ${MAX_SKIPPED_SHOWN}) AS skipped`,
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

/** Turns have no gaps. */
const isNext = (jobId: string, limit: number) => Prisma.sql`
  "jobId" = ${jobId} AND turn < (SELECT min(turn) FROM "ImageDraft" WHERE "jobId" = ${jobId}) + ${limit}::int`;

/** In the order of their turns. */
export async function takeDrafts(tx: Transaction, jobId: string, limit: number): Promise<ImageDraft[]> {
  const drafts = await queryRows(
    tx,
    draftSchema,
    Prisma.sql`
    WITH taken AS (
      DELETE FROM "ImageDraft" WHERE ${isNext(jobId, limit)}
      RETURNING *
    )
    SELECT t.turn, p.id AS "productId", s.id AS "sourceImageId", t."cancelCode", coalesce(p.title, '') AS title,
      p.asin, p.sku, p.category
    FROM taken t LEFT JOIN "Product" p ON p.id = t."productId" LEFT JOIN "SourceImage" s ON s.id = t."sourceImageId"
    ORDER BY t.turn`,
  );
  return drafts;
}

/** Marks all images of a job that have no row yet as cancelled, for a reason. Returns how many were not cancelled before. */
export async function cancelDrafts(tx: Transaction, jobId: string, code: string): Promise<number> {
  const { count } = await tx.imageDraft.updateMany({ where: { jobId, cancelCode: null }, data: { cancelCode: code } });
  return count;
}

/** Takes that back, but for those that a person cancelled. Returns how many there were. */
export async function restoreDrafts(tx: Transaction, jobId: string): Promise<number> {
  const { count } = await tx.imageDraft.updateMany({
    where: { jobId, cancelCode: { not: "CANCELLED" } },
    data: { cancelCode: null },
  });
  return count;
}

/** Deletes the next `limit` at most, for good. Returns how many there were. */
export async function deleteDrafts(tx: Transaction, jobId: string, limit: number): Promise<number> {
  return tx.$executeRaw`DELETE FROM "ImageDraft" WHERE ${isNext(jobId, limit)}`;
}

export async function hasDrafts(tx: Transaction, jobId: string): Promise<boolean> {
  return (await tx.imageDraft.findFirst({ where: { jobId }, select: { turn: true } })) !== null;
}
