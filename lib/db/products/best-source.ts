import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { productTextsSchema } from "#lib/schemas/product.ts";

export const bestSourceSchema = z.object({
  productId: z.string(),
  sourceImageId: z.string(),
  ...productTextsSchema.shape,
  variant: z.string(),
  storageKey: z.string(),
});
export type BestSource = z.infer<typeof bestSourceSchema>;

export const BEST_SOURCE_FIELDS = Prisma.sql`p.id AS "productId", s.id AS "sourceImageId", p.title, p.asin, p.sku, p.category, s.variant, s."storageKey"`;

/** Of photos `s`: the first is the one that is used. In the browser: `compareSourceImages`. */
export const LARGEST_FIRST = Prisma.sql`s.width::bigint * s.height DESC, s.id`;

/** The photo of a product in this variant that is used, as `s`. */
export function bestSource(productId: Prisma.Sql, variant: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`LATERAL (
    SELECT s.id, s.variant, s."storageKey" FROM "SourceImage" s
    WHERE s."productId" = ${productId} AND s.variant = ${variant} ORDER BY ${LARGEST_FIRST} LIMIT 1) s`;
}

export async function findBestSource(productId: string, variant: string): Promise<BestSource | null> {
  const [row] = await queryRows(
    db,
    bestSourceSchema,
    Prisma.sql`SELECT ${BEST_SOURCE_FIELDS} FROM "Product" p CROSS JOIN ${bestSource(Prisma.sql`p.id`, Prisma.sql`${variant}`)} WHERE p.id = ${productId}`,
  );
  return row ?? null;
}

export async function findSource(sourceImageId: string): Promise<BestSource | null> {
  const [row] = await queryRows(
    db,
    bestSourceSchema,
    Prisma.sql`
    SELECT ${BEST_SOURCE_FIELDS} FROM "SourceImage" s JOIN "Product" p ON p.id = s."productId" WHERE s.id = ${sourceImageId}`,
  );
  return row ?? null;
}
