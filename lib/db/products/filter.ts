import "server-only";
import { Prisma } from "#lib/db/generated/client.ts";
import { hasFailed } from "#lib/db/images/task-states.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";
import { type FilterName, type FilterValue, filtersOn, filterValue } from "#lib/schemas/product-filter.ts";

export function isEmpty(filter: ProductFilter): boolean {
  return filtersOn(filter).length === 0;
}

export function onlyVariant(filter: ProductFilter): string | null {
  return filtersOn(filter).every((name) => name === "variant") ? filterValue(filter, "variant") : null;
}

/** To be counted: the index alone answers that. */
export function ownersOf(variant: string): Prisma.Sql {
  return Prisma.sql`(SELECT DISTINCT "productId" FROM "SourceImage" WHERE variant = ${variant})`;
}

const jobOf = (failedIn: string) =>
  failedIn === "last"
    ? Prisma.sql`(SELECT id FROM "GenerationJob" WHERE NOT deleting ORDER BY "createdAt" DESC, id DESC LIMIT 1)`
    : Prisma.sql`${failedIn}`;

/** The condition that each filter sets on the product `p`. */
const CONDITIONS: { [Name in FilterName]: (value: FilterValue<Name>) => Prisma.Sql } = {
  search: (search) => Prisma.sql`p."searchText" LIKE packshot_pattern(${search})`,
  category: (category) => Prisma.sql`p.category = ${category}`,
  variant: (variant) => Prisma.sql`EXISTS (
    SELECT FROM "SourceImage" s WHERE s."productId" = p.id AND s.variant = ${variant})`,
  hasGenerated: (hasGenerated) => Prisma.sql`EXISTS (
    SELECT FROM "ProductStats" t WHERE t."productId" = p.id AND t."generatedCount" ${
      hasGenerated ? Prisma.sql`>` : Prisma.sql`=`
    } 0)`,
  lastGeneratedBefore: (date) => Prisma.sql`EXISTS (
    SELECT FROM "ProductStats" t
    WHERE t."productId" = p.id AND t."lastGeneratedAt" < ${date}::timestamp AT TIME ZONE 'UTC')`,
  failedIn: (failedIn) => Prisma.sql`EXISTS (
    SELECT FROM "GenerationTask" t WHERE t."productId" = p.id AND ${hasFailed(jobOf(failedIn))})`,
};

function conditionOf<Name extends FilterName>(filter: ProductFilter, name: Name): Prisma.Sql {
  const value = filterValue(filter, name);
  return value === null ? Prisma.sql`true` : CONDITIONS[name](value);
}

/** The condition on the product `p` that a filter sets. */
export function matching(filter: ProductFilter): Prisma.Sql {
  return Prisma.join([Prisma.sql`true`, ...filtersOn(filter).map((name) => conditionOf(filter, name))], " AND ");
}
