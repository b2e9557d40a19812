import "server-only";
import { Prisma } from "#lib/db/generated/client.ts";
import { type ProductFilter, productFilterSchema } from "#lib/schemas/product.ts";

const FIELDS = productFilterSchema.keyof().options;

/** The fields that narrow the list down; whatever else a query holds is no part of its filter. */
const fieldsOf = (filter: ProductFilter) => FIELDS.filter((field) => filter[field]);

/** Does the filter let every product through? */
export function isEmpty(filter: ProductFilter): boolean {
  return fieldsOf(filter).length === 0;
}

/** The variant, where that is all the filter asks for. */
export function onlyVariant(filter: ProductFilter): string | null {
  return fieldsOf(filter).every((field) => field === "variant") ? (filter.variant ?? null) : null;
}

/** The ids of the products that have the variant, as a table to be counted: the index alone answers that. */
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
  if (made === "none")
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM "ProductStats" t WHERE t."productId" = p.id AND t."generatedCount" = 0)`,
    );
  if (failedIn) {
    const jobId =
      failedIn === "last"
        ? Prisma.sql`(SELECT id FROM "GenerationJob" ORDER BY "createdAt" DESC, id DESC LIMIT 1)`
        : Prisma.sql`${failedIn}`;
    conditions.push(Prisma.sql`EXISTS (
      SELECT FROM "GenerationTask" i WHERE i."jobId" = ${jobId} AND i."productId" = p.id AND i.status = 'FAILED')`);
  }
  return Prisma.join(conditions, " AND ");
}
