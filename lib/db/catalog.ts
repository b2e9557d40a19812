import "server-only";
import { type Transaction, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";

export type NewSourceImage = Omit<Prisma.SourceImageCreateManyInput, "productId" | "createdAt"> & { id: string };
export type NewProduct = {
  asin: string | null;
  sku: string | null;
  title: string;
  category: string | null;
  sourceImages: NewSourceImage[];
};

/** Writes products with their source images, all or none, the first one as the newest. */
export function createProducts(products: NewProduct[]): Promise<void> {
  return transaction(async (tx) => {
    const now = Date.now();
    for (const [index, { sourceImages, ...product }] of products.entries()) {
      await tx.product.create({
        data: { ...product, createdAt: new Date(now - index), sourceImages: { createMany: { data: sourceImages } } },
      });
    }
  });
}

const identitySelect = { id: true, asin: true, sku: true, title: true, category: true } satisfies Prisma.ProductSelect;

export type ProductIdentity = Prisma.ProductGetPayload<{ select: typeof identitySelect }>;

/** The products with this ASIN or this SKU: none, one, or two where they name different ones. */
export function findByIdentifiers(
  tx: Transaction,
  { asin, sku }: { asin: string | null; sku: string | null },
): Promise<ProductIdentity[]> {
  const conditions = [...(asin ? [{ asin }] : []), ...(sku ? [{ sku }] : [])];
  return tx.product.findMany({ where: { OR: conditions }, select: identitySelect });
}

/** Does the product have this very picture in this slot? */
export async function hasSourceImage(
  tx: Transaction,
  image: { productId: string; variant: string; sha256: string },
): Promise<boolean> {
  return (await tx.sourceImage.count({ where: image })) > 0;
}
