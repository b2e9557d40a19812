import "server-only";
import { randomUUID } from "node:crypto";
import { db, type Transaction } from "#lib/db/client.ts";
import { type Bill, billColumns } from "#lib/db/images/calls.ts";

/** The code of one that worked: it is no image, and not like the calls that make one. */
const CHECKED = "CHECKED";

/** Writes the ledger's row of a call that checks a model. Returns what stands for its image there. */
export async function beginCheck(
  tx: Transaction,
  { model, imageSize, reservedMicros }: { model: string; imageSize: string; reservedMicros: number },
): Promise<string> {
  const imageId = `check-${randomUUID()}`;
  const call = { imageId, model, round: 0, called: true, counted: false, imageSize, reservedMicros };
  await tx.generationAttempt.create({ data: { ...call, startedAt: new Date() }, select: { id: true } });
  return imageId;
}

/** `failure`: null where it worked. */
type CheckEnd = { failure: { code: string; message: string } | null; callMs: number; bill: Bill | null };

export async function endCheck(tx: Transaction, imageId: string, { failure, callMs, bill }: CheckEnd): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GenerationAttempt" SET code = ${failure?.code ?? CHECKED}, message = ${failure?.message}, "callMs" = ${callMs}, ${billColumns(bill)}
    WHERE "imageId" = ${imageId}`;
}

export type Check = { works: boolean; code: string | null; message: string | null; costMicros: number | null };

/** Null while its call runs. */
export async function findCheck(imageId: string): Promise<Check | null> {
  const row = await db.generationAttempt.findFirst({
    where: { imageId },
    select: { code: true, message: true, costMicros: true },
  });
  if (!row || row.code === null) return null;
  const works = row.code === CHECKED;
  const costMicros = row.costMicros === null ? null : Number(row.costMicros);
  return { works, code: works ? null : row.code, message: row.message, costMicros };
}
