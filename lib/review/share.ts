import "server-only";
import { randomBytes } from "node:crypto";
import { actor } from "#lib/auth/actor.ts";
import { hashOfToken } from "#lib/auth/invites.ts";
import { transaction } from "#lib/db/client.ts";
import { decide } from "#lib/db/images/review.ts";
import { listReviewImages } from "#lib/db/images/review-list.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { createLink, type FoundLink, filterOfLink, findDecidedBy, findSharedKey } from "#lib/db/review-links.ts";
import { env } from "#lib/env.ts";
import { AppError, notFound } from "#lib/errors.ts";
import type { ReviewLinkCreated, ReviewLinkInput, SharedDecision, SharedImages } from "#lib/schemas/review-link.ts";

const DAY_MS = 24 * 3_600_000;

/** Throws a 422 or 404 `AppError`. */
export async function createReviewLink(input: ReviewLinkInput): Promise<ReviewLinkCreated> {
  const { id: createdById } = actor();
  if (createdById === null) throw new AppError("conflict", "Review links need AUTH=accounts.");
  const { name, jobId = null, productIds = [], mayDecide, days, password } = input;
  if (jobId !== null && !(await findJob(jobId))) throw notFound("job");
  const passwordHash =
    password === undefined ? null : await (await import("better-auth/crypto")).hashPassword(password);
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + days * DAY_MS);
  const facts = { name, jobId, productIds, mayDecide, expiresAt, createdById };
  const id = await createLink({ ...facts, passwordHash, tokenHash: hashOfToken(token) });
  return { id, url: `${env().APP_URL}/r/${token}`, expiresAt: expiresAt.toISOString() };
}

type Page = { cursor?: string | undefined; limit: number };

/** Of decisions of users only what they are is told: their names and notes are not for visitors. `token`: for the pictures. */
export async function listShared(link: FoundLink, token: string, page: Page): Promise<SharedImages> {
  const { images, nextCursor } = await listReviewImages({ ...filterOfLink(link), ...page });
  const own = await findDecidedBy(
    link,
    images.map(({ id }) => id),
  );
  const shown = images.map(({ id, productTitle, asin, targetVariant, width, height, review }) => ({
    id,
    productTitle,
    asin,
    targetVariant,
    url: `/api/r/${token}/images/${id}/picture`,
    thumbnailUrl: `/api/r/${token}/images/${id}/thumbnail`,
    width,
    height,
    review: own.has(id) ? review : { ...review, note: null, by: null },
  }));
  return { images: shown, nextCursor };
}

/** The key of the picture. Throws a 404 `AppError`. */
export async function findSharedPicture(link: FoundLink, imageId: string): Promise<string> {
  const key = await findSharedKey(link, imageId);
  if (key === null) throw notFound("image");
  return key;
}

/** Throws a 404 or 403 `AppError`. */
export async function decideShared(link: FoundLink, imageId: string, given: SharedDecision): Promise<void> {
  if (!link.mayDecide) throw new AppError("forbidden", "This link shows images only.");
  await findSharedPicture(link, imageId);
  const { decision, note, by } = given;
  const who = `${by} (${link.name})`;
  await transaction((tx) => decide(tx, [imageId], { decision, note: note || null, by: who, byId: link.id }));
}
