import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { cutPage, decodeCursor } from "#lib/db/cursor.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { findImagesOf, findReviewVariants, reviewable } from "#lib/db/images/review-list.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { ReviewImage, ReviewProduct, ReviewProductsPage, ReviewProductsQuery } from "#lib/schemas/review.ts";
import { idSchema } from "#lib/schemas/text.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";

const cursorSchema = z.tuple([idSchema]);

/** On the image `i`. A candidate needs no decision once another one was picked or approved. */
const isOpen = Prisma.sql`NOT (i."isCandidate" AND EXISTS (
  SELECT FROM "MadeImage" o
  WHERE o."productId" = i."productId" AND o."targetVariant" = i."targetVariant" AND o."originJobId" = i."originJobId"
    AND o."isCurrent" AND NOT o."isCandidate"))`;

function findProductIds({ cursor, limit, ...filter }: ReviewProductsQuery): Promise<{ productId: string }[]> {
  const conditions = [reviewable(filter)];
  if (filter.decision === "none") conditions.push(isOpen);
  if (cursor) conditions.push(Prisma.sql`i."productId" > ${decodeCursor(cursor, cursorSchema)[0]}`);
  return queryRows(
    db,
    z.object({ productId: z.string() }),
    Prisma.sql`
    SELECT i."productId" FROM "MadeImage" i WHERE ${Prisma.join(conditions, " AND ")}
    GROUP BY i."productId" ORDER BY i."productId" LIMIT ${limit + 1}`,
  );
}

/** `images`: of one product, at least one. */
function toProduct(images: readonly [ReviewImage, ...ReviewImage[]]): ReviewProduct {
  const [{ productId, productTitle, asin }] = images;
  const cells = [...Map.groupBy(images, ({ targetVariant }) => targetVariant)]
    .map(([variant, ofVariant]) => ({ variant, images: ofVariant }))
    .sort((a, b) => compareVariants(a.variant, b.variant));
  return { id: productId, title: productTitle, asin, cells };
}

/** In the order of the review. */
export async function listReviewProducts(query: ReviewProductsQuery): Promise<ReviewProductsPage> {
  const [found, columns] = await Promise.all([findProductIds(query), findReviewVariants(query)]);
  const { rows, nextCursor } = cutPage(found, query.limit, ({ productId }) => [productId]);
  const ids = rows.map(({ productId }) => productId);
  const byProduct = Map.groupBy(await findImagesOf(ids, query), ({ productId }) => productId);
  const products = ids.flatMap((id) => {
    const [first, ...others] = byProduct.get(id) ?? [];
    return first ? [toProduct([first, ...others])] : [];
  });
  const ofOne = () => products.flatMap(({ cells }) => cells.map(({ variant }) => variant));
  return { products, variants: query.productId ? ofOne() : columns, nextCursor };
}
