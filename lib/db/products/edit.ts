import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import { beginDeletion, keepLinks, keepRows } from "#lib/db/deletions.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { picturesOf } from "#lib/db/images/removal.ts";
import { ONE_IN_PROGRESS } from "#lib/db/images/task-states.ts";
import { awaitDrafts } from "#lib/db/locks.ts";
import type { NewSourceImage } from "#lib/db/products/import.ts";
import type { ProductTexts } from "#lib/schemas/product.ts";

export async function insertProduct(tx: Transaction, facts: ProductTexts): Promise<string> {
  return (await tx.product.create({ data: facts, select: { id: true } })).id;
}

export async function changeProduct(tx: Transaction, id: string, facts: Prisma.ProductUpdateInput): Promise<void> {
  await tx.product.update({ where: { id }, data: facts, select: { id: true } });
}

export async function findTaken(
  tx: Transaction,
  { asin, sku }: { asin?: string | null | undefined; sku?: string | null | undefined },
  exceptId: string | null,
): Promise<("asin" | "sku")[]> {
  const count = (where: Prisma.ProductWhereInput) =>
    tx.product.count({ where: { ...where, ...(exceptId ? { id: { not: exceptId } } : {}) } });
  const taken: ("asin" | "sku")[] = [];
  if (asin && (await count({ asin })) > 0) taken.push("asin");
  if (sku && (await count({ sku })) > 0) taken.push("sku");
  return taken;
}

type Use = { productId: string } | { sourceImageId: string };

/** By a job that has not ended. No large one can begin to before this transaction has ended. */
export async function isInUse(tx: Transaction, use: Use): Promise<boolean> {
  await awaitDrafts(tx);
  const images = await tx.generationTask.count({
    where: {
      ...use,
      OR: [{ job: { status: { in: ["QUEUED", "PROCESSING", "PAUSED"] } } }, { jobId: null, status: ONE_IN_PROGRESS }],
    },
  });
  const drafts =
    "productId" in use ? { productIds: { has: use.productId } } : { sourceImageIds: { has: use.sourceImageId } };
  return images > 0 || (await tx.draftBlock.count({ where: drafts })) > 0;
}

/** Its generated images keep its title and ASIN. Returns where all its pictures are. */
export async function deleteProduct(tx: Transaction, id: string): Promise<string[]> {
  await beginDeletion(tx, id, "PRODUCT");
  await keepRows(tx, id, { table: "Product", values: [id] });
  await keepRows(tx, id, { table: "SourceImage", column: "productId", values: [id] });
  await keepLinks(tx, id, ["productId", "sourceImageId", "storageKey"], Prisma.sql`i."productId" = ${id}`);
  const photos = await tx.sourceImage.findMany({ where: { productId: id }, select: { storageKey: true } });
  const tasks = await tx.generationTask.findMany({
    where: { productId: id },
    select: { id: true, claims: true, image: { select: { storageKey: true } } },
  });
  await tx.$executeRaw`
    UPDATE "GenerationTask" SET "productTitle" = p.title, "productAsin" = p.asin
    FROM "Product" p WHERE p.id = ${id} AND "productId" = p.id`;
  await tx.generatedImage.updateMany({ where: { productId: id }, data: { storageKey: null } });
  await tx.product.delete({ where: { id }, select: { id: true } });
  const images = tasks.map(({ image, ...task }) => ({ ...task, storageKey: image?.storageKey ?? null }));
  return [...photos.map(({ storageKey }) => storageKey), ...picturesOf(images)];
}

export async function findPhoto(
  tx: Transaction,
  where: { productId: string; variant: string; sha256: string },
): Promise<string | null> {
  return (await tx.sourceImage.findFirst({ where, select: { id: true } }))?.id ?? null;
}

export async function insertPhoto(tx: Transaction, photo: NewSourceImage & { productId: string }): Promise<void> {
  await tx.sourceImage.create({ data: photo, select: { id: true } });
}

/** What was made of it stays, and so does what is needed to restore it. */
export async function deletePhoto(tx: Transaction, id: string): Promise<void> {
  await beginDeletion(tx, id, "PHOTO");
  await keepRows(tx, id, { table: "SourceImage", values: [id] });
  await keepLinks(tx, id, ["sourceImageId"], Prisma.sql`i."sourceImageId" = ${id}`);
  await tx.sourceImage.delete({ where: { id }, select: { id: true } });
}

/** In two steps: the key of product, variant and picture must hold at every moment. */
export async function moveToVariants(tx: Transaction, moves: { id: string; variant: string }[]): Promise<void> {
  const ids = moves.map(({ id }) => id);
  const variants = moves.map(({ variant }) => variant);
  await tx.$executeRaw`UPDATE "SourceImage" SET variant = '~' || id WHERE id = ANY(${ids}::text[])`;
  await tx.$executeRaw`
    UPDATE "SourceImage" s SET variant = m.variant
    FROM unnest(${ids}::text[], ${variants}::text[]) AS m (id, variant) WHERE s.id = m.id`;
}
