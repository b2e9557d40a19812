import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { toChecks } from "#lib/db/image-view.ts";
import type { Check, Verdict } from "#lib/schemas/check.ts";

const MAX_ALIKE = 50;

/** A finished image to be checked. */
export type Checkable = {
  id: string;
  productId: string | null;
  originJobId: string | null;
  targetSlot: string;
  storageKey: string;
  sourceKey: string | null;
};

/** An image that is to be checked; null where it was checked, deleted, or is not made. */
export async function findCheckable(id: string): Promise<Checkable | null> {
  const [image] = await (await db()).$queryRaw<Checkable[]>`
    SELECT i.id, i."productId", i."originJobId", i."targetSlot", i."storageKey", s."storageKey" AS "sourceKey"
    FROM "GeneratedImage" i LEFT JOIN "SourceImage" s ON s.id = i."sourceImageId"
    WHERE i.id = ${id} AND i.status = 'COMPLETED' AND i."storageKey" IS NOT NULL AND i.checks IS NULL`;
  return image ?? null;
}

/** Which of these finished images were not checked yet. */
export async function findUnchecked(ids: string[]): Promise<string[]> {
  const rows = await (await db()).$queryRaw<{ id: string }[]>`
    SELECT id FROM "GeneratedImage"
    WHERE id = ANY(${ids}::text[]) AND status = 'COMPLETED' AND "storageKey" IS NOT NULL AND checks IS NULL`;
  return rows.map(({ id }) => id);
}

/** An image that looks alike: `distance` bits of 64 differ. */
export type Alike = { id: string; distance: number; checks: Check[] };

/**
 * Takes a job's hashes for this transaction alone, notes the image's own, and finds the results of other products in the
 * same job that look alike, the likest first.
 */
export async function findAlike(
  tx: Transaction,
  { id, productId, originJobId }: Checkable,
  lookHash: bigint,
  within: number,
): Promise<Alike[]> {
  if (originJobId) await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(${originJobId}))) locked`;
  await tx.$executeRaw`UPDATE "GeneratedImage" SET "lookHash" = ${lookHash} WHERE id = ${id}`;
  if (!originJobId) return [];
  const rows = await tx.$queryRaw<{ id: string; distance: number; checks: unknown }[]>`
    SELECT id, distance, checks FROM (
      SELECT i.id, i.checks, bit_count((i."lookHash" # ${lookHash})::bit(64))::int AS distance
      FROM "GeneratedImage" i
      WHERE i."originJobId" = ${originJobId} AND i."lookHash" IS NOT NULL AND i."productId" <> ${productId} AND i.status = 'COMPLETED'
    ) other WHERE distance <= ${within} ORDER BY distance, id LIMIT ${MAX_ALIKE}`;
  return rows.map((row) => ({ ...row, checks: toChecks(row.checks) }));
}

/** Writes the checks of an image, unless it was meant for another slot meanwhile. */
export async function saveChecks(
  tx: Transaction,
  { id, targetSlot }: { id: string; targetSlot?: string },
  checks: Check[],
  worst: Verdict,
): Promise<void> {
  const flags = checks.filter(({ verdict }) => verdict !== "pass").map((check) => check.id);
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET checks = ${JSON.stringify(checks)}::jsonb, flags = ${flags}::text[],
      verdict = ${worst.toUpperCase()}::"CheckVerdict"
    WHERE id = ${id} AND "targetSlot" = coalesce(${targetSlot ?? null}, "targetSlot")`;
}
