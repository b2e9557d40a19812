import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { actor, createdBy } from "#lib/auth/actor.ts";
import { record } from "#lib/db/audit.ts";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { type Idempotency, onceByKey } from "#lib/db/idempotency.ts";
import { makeCurrent, makeOnlyCurrent, removeCurrent } from "#lib/db/images/current.ts";
import { findPendingFix, insertFixes, type WaitingFix } from "#lib/db/images/fixes.ts";
import { findImage } from "#lib/db/images/read.ts";
import { closeRedoRequestsOf, insertRedoRequest } from "#lib/db/images/redo-requests.ts";
import { findFixableIds } from "#lib/db/images/review.ts";
import {
  deleteWaiting,
  findBusyParents,
  findPrompts,
  findShotSize,
  insertVersion,
  lockImage,
  moveToVariants,
  type Version,
} from "#lib/db/images/versions.ts";
import { lockCurrent } from "#lib/db/locks.ts";
import { AppError } from "#lib/errors.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { priceCall } from "#lib/generation/bill.ts";
import { refuseOverBudget } from "#lib/generation/budget.ts";
import { regeneratePrompt } from "#lib/generation/prompts.ts";
import { discard, enqueue } from "#lib/queue/boss.ts";
import { enqueueChecks, enqueueImages } from "#lib/queue/image-messages.ts";
import { IMAGE_QUEUES } from "#lib/queue/queues.ts";
import { requireReviewable } from "#lib/review/decide.ts";
import { type BulkFixRequest, type BulkFixResponse, type FixRequest, MAX_FIXED_AT_ONCE } from "#lib/schemas/fix.ts";
import type { GeneratedImage, ImageChange, RegenerateRequest } from "#lib/schemas/image.ts";
import type { RedoRequest, RedoRequestInput } from "#lib/schemas/redo-request.ts";
import type { RestoreRequest, RestoreResponse } from "#lib/schemas/restore.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { removeStrays } from "#lib/storage/remove-objects.ts";

async function lockFinished(tx: Transaction, id: string): Promise<Version | null> {
  const image = await lockImage(tx, id);
  if (image && (image.status !== "COMPLETED" || !image.storageKey))
    throw new AppError("conflict", "This image has no picture: it is not finished, or it was deleted.");
  return image;
}

const startedSchema = z.object({ versionId: z.string().nullable() });

/** Null where there is no such image. */
async function beginRegenerate(tx: Transaction, id: string, request: RegenerateRequest): Promise<string | null> {
  const parent = await lockFinished(tx, id);
  if (!parent) return null;
  const fromResult = request.from === "result";
  if (!fromResult && !parent.sourceImageId)
    throw new AppError("conflict", "The source photo was deleted. Regenerate it from the image instead.");
  const prompt = regeneratePrompt(await findPrompts(tx, parent), request);
  const messageId = randomUUID();
  const { model } = await currentModel(tx);
  const asked = { imageSize: await findShotSize(tx, parent), pictures: 1, characters: prompt.length };
  await refuseOverBudget(tx, { jobId: null, model }, priceCall(model, asked));
  const facts = { prompt, model, note: request.note, fromResult, messageId, ...createdBy() };
  const versionId = await insertVersion(tx, parent, facts);
  await closeRedoRequestsOf(tx, parent.chainId);
  await record("image.regenerate", { target: parent.id, details: { version: versionId } }, tx);
  await enqueueImages(tx, model, [{ id: versionId, messageId, turn: 0 }], { ahead: true });
  return versionId;
}

/**
 * The same version for the same key. Null where there is no such image. Throws a 409 `AppError` where there is no
 * picture yet, or no source photo to start from, a 402 one where a budget has no room for it.
 */
export async function regenerateImage(
  id: string,
  request: RegenerateRequest,
  idempotency: Idempotency | null,
): Promise<GeneratedImage | null> {
  const { versionId } = await onceByKey(idempotency, {
    prepare: async () => {},
    write: async (tx) => ({ versionId: await beginRegenerate(tx, id, request) }),
    parse: (stored) => startedSchema.parse(stored),
  });
  return versionId === null ? null : findImage(versionId);
}

/** For those who may not spend. Null where there is no such image. Throws a 409 `AppError` where there is no picture yet. */
export function askToRegenerate(id: string, { note }: RedoRequestInput): Promise<RedoRequest | null> {
  return transaction(async (tx) => {
    if (!(await lockFinished(tx, id))) return null;
    const { id: byId, name: by } = actor();
    return insertRedoRequest(tx, { imageId: id, note, by, byId });
  });
}

async function beginFixes(tx: Transaction, parentIds: string[], size: number): Promise<WaitingFix[]> {
  const fixes = await insertFixes(tx, parentIds, createdBy());
  const messages = fixes.map(({ id, messageId }) => ({ id: messageId, data: { imageId: id, size } }));
  await enqueue(tx, "fix-image", messages);
  return fixes;
}

/**
 * While a fixed version is being made it is that one. Null where there is no such image. Throws a 409 `AppError` where
 * there is no picture yet.
 */
export async function fixImage(id: string, { size }: FixRequest): Promise<GeneratedImage | null> {
  const fixId = await transaction(async (tx) => {
    if (!(await lockFinished(tx, id))) return null;
    const [begun] = await beginFixes(tx, [id], size);
    return begun?.id ?? findPendingFix(tx, id);
  });
  return fixId === null ? null : findImage(fixId);
}

/**
 * In one transaction; of a selection only those that were never fixed. Throws a 422 `AppError` where one of those named
 * has no picture.
 */
export async function fixImages({ imageIds, selection, size }: BulkFixRequest): Promise<BulkFixResponse> {
  if (imageIds) await requireReviewable(imageIds);
  const ids = imageIds ?? (await findFixableIds(selection ?? {}, MAX_FIXED_AT_ONCE + 1));
  const taken = ids.slice(0, MAX_FIXED_AT_ONCE);
  const begun = await transaction((tx) => beginFixes(tx, taken, size));
  const fixed = begun.map(({ parentImageId }) => parentImageId);
  return { count: fixed.length, more: ids.length > taken.length, imageIds: fixed };
}

/** Returns the images that stop counting for it. */
async function setCurrent(
  tx: Transaction,
  image: Version,
  { current, scope }: Pick<ImageChange, "current" | "scope">,
): Promise<string[]> {
  if (current === true && scope !== "versions") return makeOnlyCurrent(tx, image);
  if (current === true) await makeCurrent(tx, [image.id]);
  if (current === false) await removeCurrent(tx, image.id);
  return [];
}

/** Null where there is no such image. Throws a 409 `AppError` where there is no picture. */
export async function changeImage(
  id: string,
  { targetVariant, current, scope }: ImageChange,
): Promise<GeneratedImage | null> {
  const found = await transaction(async (tx) => {
    const image = await lockFinished(tx, id);
    if (!image) return false;
    const variant = targetVariant ?? image.targetVariant;
    if (variant !== image.targetVariant) await moveToVariants(tx, [{ id, targetVariant: variant }]);
    const left = await setCurrent(tx, { ...image, targetVariant: variant }, { current, scope });
    await enqueueChecks(tx, [id, ...left]);
    return true;
  });
  return found ? findImage(id) : null;
}

/** A worker that released one may have stored its picture: that goes too. Returns how many. */
async function withdraw(tx: Transaction, which: Parameters<typeof deleteWaiting>[1]): Promise<number> {
  const versions = await deleteWaiting(tx, which);
  const messagesOf = (origin: "MODEL" | "FIX") =>
    versions.flatMap((version) => (version.origin === origin ? (version.messageId ?? []) : []));
  for (const queue of IMAGE_QUEUES) await discard(tx, queue, messagesOf("MODEL"));
  await discard(tx, "fix-image", messagesOf("FIX"));
  const touched = versions.filter(({ claims }) => claims > 0).map(({ id }) => generatedKey(id));
  await removeStrays(tx, touched);
  return versions.length;
}

/** Deletes a version that still waits in the queue, so that it is neither made nor paid for; false where it is none. */
export async function withdrawVersion(id: string): Promise<boolean> {
  return (await transaction((tx) => withdraw(tx, { ids: [id] }))) > 0;
}

/**
 * What a worker has in its hands will still be made: the images it is made of are `inProgress`, to be restored again
 * once it is.
 */
export function restoreImages({ imageIds }: RestoreRequest): Promise<RestoreResponse> {
  return transaction(async (tx) => {
    await lockCurrent(tx, imageIds);
    await withdraw(tx, { parentIds: imageIds });
    const restored = await makeCurrent(tx, imageIds);
    await enqueueChecks(tx, restored);
    return { restored, inProgress: await findBusyParents(tx, restored) };
  });
}
