import "server-only";
import { actor } from "#lib/auth/actor.ts";
import { transaction } from "#lib/db/client.ts";
import { findImage } from "#lib/db/images/read.ts";
import { decide, findNotReviewable, findReviewIds } from "#lib/db/images/review.ts";
import { AppError } from "#lib/errors.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { MAX_REVIEWED_AT_ONCE } from "#lib/schemas/limits.ts";
import type { BulkReviewRequest, BulkReviewResponse, ReviewRequest } from "#lib/schemas/review.ts";

const toDecision = ({ decision, note }: ReviewRequest) => {
  const { id, name } = actor();
  return { decision, note: note || null, by: name, byId: id };
};

/** Null where it does not exist. Throws a 409 `AppError` where there is no picture to judge. */
export async function reviewImage(id: string, request: ReviewRequest): Promise<GeneratedImage | null> {
  const image = await findImage(id);
  if (!image) return null;
  if (image.status !== "COMPLETED" || !image.url)
    throw new AppError("conflict", "This image has no picture to review: it is not finished, or it was deleted.");
  await transaction((tx) => decide(tx, [id], toDecision(request)));
  return findImage(id);
}

/** Throws a 422 `AppError` that names those of the images that don't exist or have no picture. */
export async function requireReviewable(ids: string[]): Promise<void> {
  const wrong = await findNotReviewable(ids);
  if (wrong.length === 0) return;
  const place = new Map(ids.map((id, index) => [id, index]));
  const fields = wrong
    .slice(0, 100)
    .map((id) => ({ path: `imageIds.${place.get(id)}`, message: "No finished image has this ID." }));
  throw new AppError("unprocessable", `${wrong.length} of the images do not exist or are not finished.`, { fields });
}

/** Decides about many images in one transaction. Throws a 422 `AppError` where one of those named can't be judged. */
export async function reviewImages(request: BulkReviewRequest): Promise<BulkReviewResponse> {
  const { imageIds, selection } = request;
  if (imageIds) await requireReviewable(imageIds);
  const ids = imageIds ?? (await findReviewIds(selection ?? {}, MAX_REVIEWED_AT_ONCE + 1));
  const taken = ids.slice(0, MAX_REVIEWED_AT_ONCE);
  const changed = await transaction((tx) => decide(tx, taken, toDecision(request)));
  return { changed, more: ids.length > taken.length };
}
