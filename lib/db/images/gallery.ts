import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { lockCurrentOfProduct } from "#lib/db/locks.ts";
import { queryRows } from "#lib/db/rows.ts";

const currentImageSchema = z.object({ id: z.string(), chainId: z.string(), targetVariant: z.string() });
export type CurrentImage = z.infer<typeof currentImageSchema>;

/** The current images of a product, without candidates. Null for an unknown product. */
export async function lockGallery(tx: Transaction, productId: string): Promise<CurrentImage[] | null> {
  if (!(await tx.product.findUnique({ where: { id: productId }, select: { id: true } }))) return null;
  await lockCurrentOfProduct(tx, productId);
  return queryRows(
    tx,
    currentImageSchema,
    Prisma.sql`
    SELECT i.id, i."chainId", i."targetVariant" FROM "GeneratedImage" i JOIN "CurrentImage" c ON c."imageId" = i.id
    WHERE i."productId" = ${productId} AND NOT c."isCandidate"`,
  );
}

/** Those of the images that are not of the product. */
export async function findForeign(tx: Transaction, productId: string, ids: string[]): Promise<string[]> {
  const own = await tx.generationTask.findMany({ where: { id: { in: ids }, productId }, select: { id: true } });
  const known = new Set(own.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}
