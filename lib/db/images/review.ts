import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma, type ReviewDecision } from "#lib/db/generated/client.ts";
import { toDecision } from "#lib/db/images/read.ts";
import { inReviewOrder, reviewable, unfixed } from "#lib/db/images/review-list.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { Decision, ReviewEvent, ReviewSelection } from "#lib/schemas/review.ts";

const STORED: Record<Decision, ReviewDecision | null> = { approve: "APPROVE", reject: "REJECT", none: null };

export type NewDecision = { decision: Decision; note: string | null; by: string; byId: string | null };

/**
 * Takes them by id, so that two who decide about the same ones don't wait for each other. Returns those whose decision or note
 * is another one now.
 */
export async function decide(
  tx: Transaction,
  ids: string[],
  { decision, note, by, byId }: NewDecision,
): Promise<string[]> {
  const stored = Prisma.sql`${STORED[decision]}::"ReviewDecision"`;
  const rows = await queryRows(
    tx,
    z.object({ imageId: z.string() }),
    Prisma.sql`
    WITH chosen AS (
      SELECT id FROM "GeneratedImage" WHERE id = ANY(${ids}::text[]) AND "storageKey" IS NOT NULL ORDER BY id FOR UPDATE
    ), decided AS (
      INSERT INTO "ImageDecision" AS d ("imageId", decision, note, by, "byId", at)
      SELECT id, ${stored}, ${note}, ${by}, ${byId}, now() FROM chosen
      WHERE ${stored} IS NOT NULL OR ${note}::text IS NOT NULL OR EXISTS (SELECT FROM "ImageDecision" WHERE "imageId" = id)
      ON CONFLICT ("imageId") DO UPDATE SET decision = excluded.decision, note = excluded.note, by = excluded.by, "byId" = excluded."byId",
        at = excluded.at
        WHERE d.decision IS DISTINCT FROM excluded.decision OR d.note IS DISTINCT FROM excluded.note
      RETURNING "imageId"
    )
    INSERT INTO "ImageReview" ("imageId", decision, note, by, "byId")
    SELECT "imageId", ${stored}, ${note}, ${by}, ${byId} FROM decided
    RETURNING "imageId"`,
  );
  return rows.map(({ imageId }) => imageId);
}

export async function findNotReviewable(ids: string[]): Promise<string[]> {
  const found = await db.generatedImage.findMany({
    where: { id: { in: ids }, storageKey: { not: null } },
    select: { id: true },
  });
  const known = new Set(found.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

async function findIds(condition: Prisma.Sql, limit: number): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT i.id FROM "MadeImage" i WHERE ${condition}
    ORDER BY ${inReviewOrder} LIMIT ${limit}`,
  );
  return rows.map(({ id }) => id);
}

export function findReviewIds(filter: ReviewSelection, limit: number): Promise<string[]> {
  return findIds(reviewable(filter), limit);
}

/** Not those that are fixes, or that a fix was made of or tried. */
export function findFixableIds(filter: ReviewSelection, limit: number): Promise<string[]> {
  return findIds(Prisma.sql`${reviewable(filter)} AND ${unfixed}`, limit);
}

/** Newest first. */
export async function listReviews(imageId: string): Promise<ReviewEvent[]> {
  const rows = await db.imageReview.findMany({ where: { imageId }, orderBy: { id: "desc" } });
  return rows.map(({ decision, note, by, createdAt }) => ({
    decision: toDecision(decision),
    note,
    by,
    at: createdAt.toISOString(),
  }));
}
