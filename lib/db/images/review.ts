import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma, type ReviewDecision } from "#lib/db/generated/client.ts";
import { toDecision } from "#lib/db/images/read.ts";
import { inWallOrder, reviewable, unfixed } from "#lib/db/images/review-list.ts";
import type { Decision, ReviewEvent, ReviewSelection } from "#lib/schemas/review.ts";

const STORED: Record<Decision, ReviewDecision | null> = { approve: "APPROVE", reject: "REJECT", none: null };

/** What is decided about images, by whom and why. */
export type NewDecision = { decision: Decision; note: string | null; by: string };

/**
 * Decides about finished images and keeps it in their history. Takes them by id, so that two who decide about the same ones
 * don't wait for each other. Returns those whose decision or note is another one now.
 */
export async function decide(tx: Transaction, ids: string[], { decision, note, by }: NewDecision): Promise<string[]> {
  const stored = Prisma.sql`${STORED[decision]}::"ReviewDecision"`;
  const rows = await tx.$queryRaw<{ imageId: string }[]>`
    WITH chosen AS (
      SELECT id FROM "GeneratedImage"
      WHERE id = ANY(${ids}::text[]) AND status = 'COMPLETED' AND "storageKey" IS NOT NULL
        AND (decision IS DISTINCT FROM ${stored} OR "decisionNote" IS DISTINCT FROM ${note})
      ORDER BY id FOR UPDATE
    ), decided AS (
      UPDATE "GeneratedImage" i
      SET decision = ${stored}, "decisionNote" = ${note}, "decidedBy" = ${by}, "decidedAt" = now(), "updatedAt" = now()
      FROM chosen WHERE i.id = chosen.id
      RETURNING i.id
    )
    INSERT INTO "ImageReview" ("imageId", decision, note, by)
    SELECT id, ${stored}, ${note}, ${by} FROM decided
    RETURNING "imageId"`;
  return rows.map(({ imageId }) => imageId);
}

/** Which of these images can't be judged: they don't exist, or there is no picture. */
export async function findUnjudgeable(ids: string[]): Promise<string[]> {
  const found = await db.generatedImage.findMany({
    where: { id: { in: ids }, status: "COMPLETED", storageKey: { not: null } },
    select: { id: true },
  });
  const known = new Set(found.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

async function findIds(condition: Prisma.Sql, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT i.id FROM "GeneratedImage" i WHERE ${condition}
    ORDER BY ${inWallOrder} LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** The first images that match, in the order of the wall, at most `limit`. */
export function findReviewIds(filter: ReviewSelection, limit: number): Promise<string[]> {
  return findIds(reviewable(filter), limit);
}

/** The same, but those that are fixes, and those that a fix was made of or tried. */
export function findFixableIds(filter: ReviewSelection, limit: number): Promise<string[]> {
  return findIds(Prisma.sql`${reviewable(filter)} AND ${unfixed}`, limit);
}

/** Every decision about an image, newest first. */
export async function listReviews(imageId: string): Promise<ReviewEvent[]> {
  const rows = await db.imageReview.findMany({ where: { imageId }, orderBy: { id: "desc" } });
  return rows.map(({ decision, note, by, createdAt }) => ({
    decision: toDecision(decision),
    note,
    by,
    at: createdAt.toISOString(),
  }));
}
