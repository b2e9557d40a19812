import "server-only";
import { record } from "#lib/db/audit.ts";
import { isUniqueViolation, MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { describeDeletion } from "#lib/db/deletions.ts";
import { recount } from "#lib/db/images/removal.ts";
import { hasDrafts } from "#lib/db/jobs/drafts.ts";
import { lockDeletedCurrent, lockDeletion } from "#lib/db/locks.ts";
import { findMissingOwner, restoreRows } from "#lib/db/restore-rows.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { enqueueChecks } from "#lib/queue/image-messages.ts";
import type { RestoreDeletedResponse } from "#lib/schemas/deletion.ts";

const KINDS = { PRODUCT: "product", PHOTO: "photo", IMAGE: "image", JOB: "job" } as const;

/** By the unique key that is taken. */
const TAKEN = {
  PRODUCT: "Another product has its ASIN or SKU. Change that product first.",
  PHOTO: "The product already has this picture for that variant.",
  IMAGE: "The job has another image of this product.",
  JOB: "Some of its images already exist.",
} as const;

async function restore(tx: Transaction, id: string): Promise<keyof typeof KINDS | null> {
  const kind = await lockDeletion(tx, id);
  if (!kind) return null;
  const missing = await findMissingOwner(tx, id);
  if (missing) throw new AppError("conflict", `Its ${missing} was deleted too. Restore the ${missing} first.`);
  if (kind === "IMAGE") await lockDeletedCurrent(tx, id);
  const { kind: what, details } = await describeDeletion(tx, id);
  await record("deletion.restore", { target: id, details: { kind: what, ...details } }, tx);
  const { imageIds, productIds } = await restoreRows(tx, id);
  await recount(tx, kind === "PRODUCT" ? [id] : productIds);
  if (kind === "IMAGE") await enqueueChecks(tx, imageIds);
  if (kind === "JOB" && (await hasDrafts(tx, id))) await enqueue(tx, "fill-job", [{ data: { jobId: id } }]);
  return kind;
}

/**
 * With everything deleted along with it; null if nothing with this id was deleted in the last 7 days. Throws a 409
 * `AppError` if its product or job must be restored first, or its place is taken.
 */
export async function restoreDeleted(id: string): Promise<RestoreDeletedResponse | null> {
  const kind = await transaction((tx) => restore(tx, id), MANY_ROWS).catch(async (cause: unknown) => {
    const taken = isUniqueViolation(cause) && (await transaction((tx) => lockDeletion(tx, id)));
    if (!taken) throw cause;
    throw new AppError("conflict", `Not restored. ${TAKEN[taken]}`, { cause });
  });
  if (!kind) return null;
  return { id, kind: KINDS[kind] };
}
