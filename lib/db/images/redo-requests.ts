import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { RedoRequest, RedoRequests } from "#lib/schemas/redo-request.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const SHOWN = 100;

const select = {
  id: true,
  imageId: true,
  note: true,
  by: true,
  createdAt: true,
  image: { select: { targetVariant: true, storageKey: true, product: { select: { title: true } } } },
} satisfies Prisma.RedoRequestSelect;

function toRequest({
  image,
  createdAt,
  ...request
}: Prisma.RedoRequestGetPayload<{ select: typeof select }>): RedoRequest {
  const { product, storageKey, targetVariant } = image;
  return {
    ...request,
    productTitle: product?.title ?? null,
    targetVariant,
    thumbnailUrl: storageKey && fileUrl(thumbnailKey(storageKey)),
    at: createdAt.toISOString(),
  };
}

export type NewRedoRequest = { imageId: string; note: string; by: string; byId: string | null };

/** The image must be locked, so that a version that is just asked for doesn't leave the request open. */
export async function insertRedoRequest(tx: Transaction, data: NewRedoRequest): Promise<RedoRequest> {
  return toRequest(await tx.redoRequest.create({ data, select }));
}

/** Oldest first. */
export async function listRedoRequests(): Promise<RedoRequests> {
  const requests = await db.redoRequest.findMany({ select, orderBy: { id: "asc" }, take: SHOWN });
  const total = requests.length < SHOWN ? requests.length : await db.redoRequest.count();
  return { requests: requests.map(toRequest), total };
}

/** False for an unknown one. */
export async function closeRedoRequest(id: string): Promise<boolean> {
  return (await db.redoRequest.deleteMany({ where: { id } })).count > 0;
}

/** Of any version of the chain. */
export async function closeRedoRequestsOf(tx: Transaction, chainId: string): Promise<void> {
  await tx.redoRequest.deleteMany({ where: { image: { chainId } } });
}
