import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Check, Verdict } from "#lib/schemas/check.ts";

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

type Checked = { checks: Check[]; verdict: Verdict };

function checkColumns({ checks, verdict }: Checked): Prisma.Sql {
  const flags = checks.flatMap((check) => (check.verdict === "pass" ? [] : check.id));
  return Prisma.sql`checks = ${JSON.stringify(checks)}::jsonb, flags = ${flags}::text[],
    verdict = ${verdict.toUpperCase()}::"CheckVerdict", "updatedAt" = now()`;
}

type Meant = { id: string; targetSlot: string };

/** Writes the checks of an image, unless it was meant for another slot meanwhile. */
export async function saveChecks(tx: Transaction, { id, targetSlot }: Meant, checked: Checked): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET ${checkColumns(checked)} WHERE id = ${id} AND "targetSlot" = ${targetSlot}`;
}

/** Writes other checks of an image that was checked, unless it is to be checked anew by now. */
export async function mendChecks(tx: Transaction, { id, targetSlot }: Meant, checked: Checked): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET ${checkColumns(checked)}
    WHERE id = ${id} AND "targetSlot" = ${targetSlot} AND checks IS NOT NULL`;
}
