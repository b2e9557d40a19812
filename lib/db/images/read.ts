import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { cutPage, decodeCursor } from "#lib/db/cursor.ts";
import type { CheckVerdict, ImageOrigin, Prisma, ReviewDecision } from "#lib/db/generated/client.ts";
import { type Check, checkSchema, type Verdict } from "#lib/schemas/check.ts";
import type { GeneratedImage, ImageStatus, JobImages } from "#lib/schemas/image.ts";
import { IN_PROGRESS } from "#lib/schemas/image-state.ts";
import { promptOf } from "#lib/schemas/prompt.ts";
import type { Decision, ImageOriginName, Review } from "#lib/schemas/review.ts";
import { idSchema } from "#lib/schemas/text.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

export const imageSelect = {
  id: true,
  productId: true,
  productTitle: true,
  productAsin: true,
  jobId: true,
  sourceImageId: true,
  status: true,
  errorCode: true,
  errorMessage: true,
  attempts: true,
  storageKey: true,
  mimeType: true,
  width: true,
  height: true,
  bytes: true,
  prompt: true,
  values: true,
  jobShot: { select: { variant: true, imageTypeName: true, plan: true } },
  model: true,
  origin: true,
  parentImageId: true,
  originJobId: true,
  targetVariant: true,
  isCurrent: true,
  isCandidate: true,
  note: true,
  checks: true,
  verdict: true,
  decision: true,
  decisionNote: true,
  decidedBy: true,
  decidedAt: true,
  createdBy: true,
  createdAt: true,
  endedAt: true,
  product: { select: { title: true, asin: true } },
  sourceImage: { select: { storageKey: true } },
} satisfies Prisma.ImageSelect;

const VERDICTS: Record<CheckVerdict, Verdict> = { PASS: "pass", WARN: "warn", FAIL: "fail" };
const DECISIONS: Record<ReviewDecision, Decision> = { APPROVE: "approve", REJECT: "reject" };

export function toVerdict(verdict: CheckVerdict | null): Verdict | null {
  return verdict && VERDICTS[verdict];
}

export function toDecision(decision: ReviewDecision | null): Decision {
  return decision ? DECISIONS[decision] : "none";
}

export function toChecks(checks: unknown): Check[] {
  return checks === null ? [] : z.array(checkSchema).parse(checks);
}

export const ORIGINS: Record<ImageOrigin, ImageOriginName> = {
  MODEL: "model",
  FIX: "fix",
  REUSED: "reused",
};

type ReviewColumns = {
  decision: ReviewDecision | null;
  decisionNote: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
};

export function toReview({ decision, decisionNote, decidedBy, decidedAt }: ReviewColumns): Review {
  return { decision: toDecision(decision), note: decisionNote, by: decidedBy, at: decidedAt?.toISOString() ?? null };
}

export function toImage(row: Prisma.ImageGetPayload<{ select: typeof imageSelect }>): GeneratedImage {
  const { storageKey, endedAt, product, productTitle, productAsin, sourceImage, isCurrent, isCandidate, ...rest } = row;
  const { prompt, values, jobShot, decision, decisionNote, decidedBy, decidedAt, ...fields } = rest;
  const sourceKey = sourceImage?.storageKey ?? null;
  return {
    ...fields,
    prompt: promptOf({ prompt, values, plan: jobShot?.plan }),
    productTitle: product?.title ?? productTitle ?? "",
    asin: product ? product.asin : productAsin,
    sourceUrl: sourceKey && fileUrl(sourceKey),
    sourceThumbnailUrl: sourceKey && fileUrl(thumbnailKey(sourceKey)),
    variant: jobShot?.variant ?? null,
    imageTypeName: jobShot?.imageTypeName ?? null,
    url: storageKey && fileUrl(storageKey),
    thumbnailUrl: storageKey && fileUrl(thumbnailKey(storageKey)),
    origin: ORIGINS[row.origin],
    current: isCurrent && !isCandidate,
    candidate: isCandidate,
    checks: toChecks(row.checks),
    verdict: toVerdict(row.verdict),
    review: toReview({ decision, decisionNote, decidedBy, decidedAt }),
    createdAt: row.createdAt.toISOString(),
    completedAt: row.status === "COMPLETED" && endedAt ? endedAt.toISOString() : null,
  };
}

export async function findImage(id: string): Promise<GeneratedImage | null> {
  const row = await db.image.findUnique({ where: { id }, select: imageSelect });
  return row && toImage(row);
}

export type Progress = { status: ImageStatus; model: string; jobId: string | null };

/** By id; those that were deleted are missing. */
export async function findProgress(ids: string[]): Promise<Map<string, Progress>> {
  const images = await db.image.findMany({
    where: { id: { in: ids } },
    select: { id: true, status: true, model: true, jobId: true },
  });
  return new Map(images.map(({ id, ...progress }) => [id, progress]));
}

export async function imageExists(id: string): Promise<boolean> {
  return (await db.image.count({ where: { id } })) > 0;
}

/** Itself among them, oldest first; none where it does not exist. */
export async function findVersions(id: string): Promise<GeneratedImage[]> {
  const images = db.image;
  const image = await images.findUnique({ where: { id }, select: { chainId: true } });
  if (!image) return [];
  const rows = await images.findMany({
    where: { chainId: image.chainId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: imageSelect,
  });
  return rows.map(toImage);
}

/** What rows may say that are to be swept, by what they are. */
const UNSWEPT: Partial<Record<ImageStatus, ImageStatus[]>> = {
  QUEUED: ["FAILED", "CANCELLED", ...IN_PROGRESS],
  CANCELLED: ["CANCELLED", "FAILED", ...IN_PROGRESS],
};

/** The index is on what the rows say. */
async function inState(jobId: string, status: ImageStatus): Promise<Prisma.ImageWhereInput> {
  const isSwept = (await db.generationJob.count({ where: { id: jobId, sweeping: true } })) === 0;
  return { status, taskStatus: { in: (!isSwept && UNSWEPT[status]) || [status] } };
}

/** In the order of their products in the request. */
export async function listJobImages(
  jobId: string,
  query: { status?: ImageStatus | undefined; cursor?: string | undefined; limit: number },
): Promise<JobImages> {
  const after = query.cursor ? decodeCursor(query.cursor, idSchema) : null;
  const found = await db.image.findMany({
    where: {
      jobId,
      ...(query.status ? await inState(jobId, query.status) : {}),
      ...(after ? { id: { gt: after } } : {}),
    },
    orderBy: { id: "asc" },
    take: query.limit + 1,
    select: imageSelect,
  });
  const { rows, nextCursor } = cutPage(found, query.limit, (last) => last.id);
  return { images: rows.map(toImage), nextCursor };
}
