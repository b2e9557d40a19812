import "server-only";
import { Prisma } from "#lib/db/generated/client.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";

/** Does the filter let every product through? */
export function isEmpty(filter: ProductFilter): boolean {
  return Object.values(filter).every((value) => value === undefined || value === "");
}

/** The slot, where that is all the filter asks for. */
export function onlyVariant({ variant, ...rest }: ProductFilter): string | null {
  return variant && isEmpty(rest) ? variant : null;
}

/** The ids of the products that have the slot, as a table to be counted: the index alone answers that. */
export function ownersOf(variant: string): Prisma.Sql {
  return Prisma.sql`(SELECT DISTINCT "productId" FROM "SourceImage" WHERE variant = ${variant})`;
}

/** The condition on the product `p` that a filter sets. */
export function matching({ search, variant, category, made, failedIn }: ProductFilter): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (search) conditions.push(Prisma.sql`p."searchText" LIKE packshot_pattern(${search})`);
  if (category) conditions.push(Prisma.sql`p.category = ${category}`);
  if (variant)
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM "SourceImage" s WHERE s."productId" = p.id AND s.variant = ${variant})`,
    );
  if (made === "none") conditions.push(Prisma.sql`p."generatedCount" = 0`);
  if (failedIn) {
    const jobId =
      failedIn === "last"
        ? Prisma.sql`(SELECT id FROM "GenerationJob" ORDER BY "createdAt" DESC, id DESC LIMIT 1)`
        : Prisma.sql`${failedIn}`;
    conditions.push(Prisma.sql`EXISTS (
      SELECT FROM "GeneratedImage" i WHERE i."jobId" = ${jobId} AND i."productId" = p.id AND i.status = 'FAILED')`);
  }
  return Prisma.join(conditions, " AND ");
}
