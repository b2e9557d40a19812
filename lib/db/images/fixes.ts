import "server-only";
import { randomUUIDv7 } from "node:crypto";
import { z } from "zod";
import type { CreatedBy } from "#lib/auth/actor.ts";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { insertImage, type StoredImage } from "#lib/db/images/made.ts";
import { becomes, isInProgress, may, ONE_IN_PROGRESS, TRANSITIONS } from "#lib/db/images/task-states.ts";
import { lockCurrent, lockTasks } from "#lib/db/locks.ts";
import { queryRows } from "#lib/db/rows.ts";

const waitingFixSchema = z.object({ id: z.string(), messageId: z.string(), parentImageId: z.string() });
export type WaitingFix = z.infer<typeof waitingFixSchema>;

/** Not where one is being made already. They don't count before they are made. */
export async function insertFixes(tx: Transaction, parentIds: string[], by: CreatedBy): Promise<WaitingFix[]> {
  await lockTasks(tx, parentIds);
  const ids = parentIds.map(() => randomUUIDv7());
  return queryRows(
    tx,
    waitingFixSchema,
    Prisma.sql`
    INSERT INTO "GenerationTask" (id, "messageId", "parentImageId", "productId", "sourceImageId", "originJobId", "chainId",
      "targetVariant", shot, candidate, prompt, "values", model, origin, "createdBy", "createdById",
      "updatedAt")
    SELECT fix.id, gen_random_uuid(), p.id, p."productId", p."sourceImageId", p."originJobId", p."chainId",
      i."targetVariant", p.shot, p.candidate, p.prompt, p."values", p.model, 'FIX', ${by.createdBy}, ${by.createdById},
      now()
    FROM unnest(${ids}::text[], ${parentIds}::text[]) AS fix (id, "parentId") JOIN "GenerationTask" p ON p.id = fix."parentId"
      JOIN "GeneratedImage" i ON i.id = p.id
    WHERE i."storageKey" IS NOT NULL
      AND NOT EXISTS (SELECT FROM "GenerationJob" j WHERE j.id = p."originJobId" AND j.deleting)
      AND NOT EXISTS (
      SELECT FROM "GenerationTask" f
      WHERE f."parentImageId" = p.id AND f.origin = 'FIX' AND f.${isInProgress})
    RETURNING id, "messageId"::text AS "messageId", "parentImageId"`,
  );
}

export async function findPendingFix(tx: Transaction, parentImageId: string): Promise<string | null> {
  const pending = await tx.generationTask.findFirst({
    where: { parentImageId, origin: "FIX", status: ONE_IN_PROGRESS },
    select: { id: true },
  });
  return pending?.id ?? null;
}

const fixWorkSchema = z.object({ id: z.string(), targetVariant: z.string(), parentKey: z.string().nullable() });
export type FixWork = z.infer<typeof fixWorkSchema>;

/** Null where it has been taken away from this message, or was made. */
export async function claimFix(tx: Transaction, id: string, messageId: string): Promise<FixWork | null> {
  const [work] = await queryRows(
    tx,
    fixWorkSchema,
    Prisma.sql`
    UPDATE "GenerationTask" i SET ${becomes("claim")}, claims = claims + 1, "updatedAt" = now()
    WHERE i.id = ${id} AND i."messageId" = ${messageId}::uuid AND i.origin = 'FIX' AND i.${may("claim")}
    RETURNING i.id, i."targetVariant",
      (SELECT "storageKey" FROM "GeneratedImage" p WHERE p.id = i."parentImageId") AS "parentKey"`,
  );
  return work ?? null;
}

export async function completeFix(tx: Transaction, id: string, stored: StoredImage): Promise<boolean> {
  await lockCurrent(tx, [id]);
  if (!(await endFix(tx, id, "complete"))) return false;
  await insertImage(tx, id, stored);
  return true;
}

export async function failFix(tx: Transaction, id: string, errorCode: string, errorMessage: string): Promise<void> {
  await endFix(tx, id, "fail", { errorCode, errorMessage });
}

async function endFix(
  tx: Transaction,
  id: string,
  result: "complete" | "fail",
  error: { errorCode?: string; errorMessage?: string } = {},
): Promise<boolean> {
  const { from, to } = TRANSITIONS[result];
  const { count } = await tx.generationTask.updateMany({
    where: { id, status: { in: [...from] } },
    data: { status: to, endedAt: new Date(), ...error },
  });
  return count === 1;
}
