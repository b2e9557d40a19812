import "server-only";
import { z } from "zod";
import { record } from "#lib/db/audit.ts";
import { db, transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { reviewable } from "#lib/db/images/review-list.ts";
import { queryRow } from "#lib/db/rows.ts";
import { mayEditorsApprove } from "#lib/db/settings.ts";
import type { ReviewLinkRow } from "#lib/schemas/review-link.ts";

const MINUTE_MS = 60_000;

type NewLink = Omit<Prisma.ReviewLinkUncheckedCreateInput, "id" | "createdAt" | "lastUsedAt">;

export function createLink(data: NewLink): Promise<string> {
  return transaction(async (tx) => {
    const { id } = await tx.reviewLink.create({ data, select: { id: true } });
    await record("review-link.create", { target: id, details: { name: data.name, mayDecide: data.mayDecide } }, tx);
    return id;
  });
}

/** Newest first: those that count. */
export async function listLinks(): Promise<ReviewLinkRow[]> {
  const links = await db.reviewLink.findMany({
    where: { expiresAt: { gt: new Date() } },
    include: { maker: { select: { name: true } } },
    orderBy: { id: "desc" },
  });
  return links.map(({ id, name, jobId, productIds, mayDecide, passwordHash, maker, ...times }) => ({
    id,
    name,
    jobId,
    products: productIds.length,
    mayDecide,
    hasPassword: passwordHash !== null,
    createdBy: maker.name,
    createdAt: times.createdAt.toISOString(),
    expiresAt: times.expiresAt.toISOString(),
    lastUsedAt: times.lastUsedAt?.toISOString() ?? null,
  }));
}

export function deleteLink(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const { count } = await tx.reviewLink.deleteMany({ where: { id } });
    if (count > 0) await record("review-link.withdraw", { target: id }, tx);
    return count > 0;
  });
}

export async function deleteOldLinks(): Promise<void> {
  await db.reviewLink.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}

/** With its maker as of this moment. Null where it has expired or is withdrawn. */
export async function findLink(tokenHash: string) {
  const [link, editorsApprove] = await Promise.all([
    db.reviewLink.findUnique({
      where: { tokenHash, expiresAt: { gt: new Date() } },
      include: { maker: { select: { id: true, name: true, role: true } } },
    }),
    mayEditorsApprove(),
  ]);
  if (link && Date.now() - (link.lastUsedAt?.getTime() ?? 0) > MINUTE_MS)
    await db.reviewLink.updateMany({ where: { id: link.id }, data: { lastUsedAt: new Date() } });
  return link && { ...link, maker: { ...link.maker, editorsApprove } };
}

export type FoundLink = NonNullable<Awaited<ReturnType<typeof findLink>>>;

/** What the link shows, as the review's lists take it. */
export function filterOfLink({ jobId, productIds }: Pick<FoundLink, "jobId" | "productIds">) {
  return jobId === null ? { productIds } : { jobId };
}

/** The key of the image's picture; null where the link does not show this image. */
export async function findSharedKey(link: FoundLink, imageId: string): Promise<string | null> {
  const { storageKey } = await queryRow(
    db,
    z.object({ storageKey: z.string().nullable() }),
    Prisma.sql`
    SELECT (SELECT i."storageKey" FROM "MadeImage" i WHERE ${reviewable(filterOfLink(link))} AND i.id = ${imageId}) AS "storageKey"`,
  );
  return storageKey;
}

/** Those of the images about which somebody decided by the link. */
export async function findDecidedBy(link: FoundLink, imageIds: string[]): Promise<Set<string>> {
  const where = { imageId: { in: imageIds }, byId: link.id };
  const decisions = await db.imageDecision.findMany({ where, select: { imageId: true } });
  return new Set(decisions.map(({ imageId }) => imageId));
}
