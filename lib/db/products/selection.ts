import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { BEST_SOURCE_FIELDS, type BestSource, bestSource, bestSourceSchema } from "#lib/db/products/best-source.ts";
import { isEmpty, matching, onlyVariant, ownersOf } from "#lib/db/products/filter.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import {
  type FilterSelection,
  OPTIONAL_FIELDS,
  type OptionalField,
  type Selection,
} from "#lib/schemas/bulk-generate.ts";
import type { VariantCount } from "#lib/schemas/variant.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";

/** The selected products as the table `p`, and the order in which their images are made: by the columns `key`. */
export function selected(selection: Selection): { p: Prisma.Sql; key: Prisma.Sql; order: Prisma.Sql } {
  if ("productIds" in selection) {
    const p = Prisma.sql`(
      SELECT p.*, wanted.place FROM unnest(${selection.productIds}::text[]) WITH ORDINALITY AS wanted (id, place)
      JOIN "Product" p ON p.id = wanted.id) p`;
    const key = Prisma.sql`p.place, p.id`;
    return { p, key, order: key };
  }
  const { exceptProductIds, ...filter } = selection;
  const p = Prisma.sql`(
    SELECT p.* FROM "Product" p WHERE ${matching(filter)} AND NOT p.id = ANY(${exceptProductIds}::text[])) p`;
  return { p, key: Prisma.sql`p."createdAt", p.id`, order: Prisma.sql`p."createdAt" DESC, p.id DESC` };
}

const COLUMNS: Record<OptionalField, Prisma.Sql> = {
  asin: Prisma.sql`p.asin`,
  sku: Prisma.sql`p.sku`,
  category: Prisma.sql`p.category`,
};

const factsSchema = z.object({
  /** Selected products that exist, and those of them that have the variant. */
  found: z.int(),
  eligible: z.int(),
  /** Is the field empty for one of the eligible products? */
  noAsin: z.boolean(),
  noSku: z.boolean(),
  noCategory: z.boolean(),
});
export type SelectionFacts = z.infer<typeof factsSchema>;

/** Is the column empty for one of those products that have the variant? Looks for the first one. */
function anyWithout(column: Prisma.Sql, variant: string, except: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM "Product" p WHERE (${column} IS NULL OR ${column} = '') AND NOT p.id = ANY(${except})
      AND EXISTS (SELECT FROM "SourceImage" s WHERE s."productId" = p.id AND s.variant = ${variant}) LIMIT 1)`;
}

/** The facts of the whole catalogue, or of all that have the variant, but for some: counted in the indexes. */
async function describeWhole(
  tx: Transaction,
  { exceptProductIds, ...filter }: FilterSelection,
  variant: string,
): Promise<SelectionFacts> {
  const except = Prisma.sql`${exceptProductIds}::text[]`;
  const eligible = Prisma.sql`(SELECT count(*) FROM ${ownersOf(variant)} owners) - (
    SELECT count(DISTINCT "productId") FROM "SourceImage" WHERE variant = ${variant} AND "productId" = ANY(${except}))`;
  const found = isEmpty(filter)
    ? Prisma.sql`(SELECT count(*) FROM "Product") - (SELECT count(*) FROM "Product" WHERE id = ANY(${except}))`
    : eligible;
  const facts = await queryRow(
    tx,
    factsSchema,
    Prisma.sql`
    SELECT (${found})::int AS found, (${eligible})::int AS eligible,
      ${anyWithout(COLUMNS.asin, variant, except)} AS "noAsin",
      ${anyWithout(COLUMNS.sku, variant, except)} AS "noSku",
      ${anyWithout(COLUMNS.category, variant, except)} AS "noCategory"`,
  );
  return facts;
}

async function describePart(tx: Transaction, selection: Selection, variant: string): Promise<SelectionFacts> {
  const without = (column: Prisma.Sql) =>
    Prisma.sql`coalesce(bool_or(coalesce(${column}, '') = '') FILTER (WHERE s."productId" IS NOT NULL), false)`;
  const facts = await queryRow(
    tx,
    factsSchema,
    Prisma.sql`
    SELECT count(*)::int AS found, count(s."productId")::int AS eligible, ${without(COLUMNS.asin)} AS "noAsin",
      ${without(COLUMNS.sku)} AS "noSku", ${without(COLUMNS.category)} AS "noCategory"
    FROM ${selected(selection).p} LEFT JOIN ${ownersOf(variant)} s ON s."productId" = p.id`,
  );
  return facts;
}

function isWhole({ exceptProductIds: _, ...filter }: FilterSelection, variant: string): boolean {
  return isEmpty(filter) || onlyVariant(filter) === variant;
}

export function describeSelection(tx: Transaction, selection: Selection, variant: string): Promise<SelectionFacts> {
  return !("productIds" in selection) && isWhole(selection, variant)
    ? describeWhole(tx, selection, variant)
    : describePart(tx, selection, variant);
}

/** The condition on a photo that its product is selected; for the whole catalogue one that needs no product. */
function ofSelected(selection: Selection): Prisma.Sql {
  if (!("productIds" in selection)) {
    const { exceptProductIds, ...filter } = selection;
    if (isEmpty(filter)) return Prisma.sql`NOT "productId" = ANY(${exceptProductIds}::text[])`;
  }
  return Prisma.sql`"productId" IN (SELECT p.id FROM ${selected(selection).p})`;
}

/** In Amazon's variant order. */
export async function countSelectedByVariant(selection: Selection): Promise<VariantCount[]> {
  const rows = await queryRows(
    db,
    z.object({ variant: z.string(), count: z.int() }),
    Prisma.sql`
    SELECT variant, count(*)::int AS count FROM (
      SELECT DISTINCT variant, "productId" FROM "SourceImage" WHERE ${ofSelected(selection)}) variants GROUP BY variant`,
  );
  return rows.sort((a, b) => compareVariants(a.variant, b.variant));
}

export async function findEligible(
  tx: Transaction,
  selection: Selection,
  variant: string,
  { limit, productId }: { limit: number; productId?: string },
): Promise<BestSource[]> {
  const { p, order } = selected(selection);
  const only = productId ? Prisma.sql`WHERE p.id = ${productId}` : Prisma.empty;
  return queryRows(
    tx,
    bestSourceSchema,
    Prisma.sql`
    SELECT ${BEST_SOURCE_FIELDS}
    FROM ${p} CROSS JOIN ${bestSource(Prisma.sql`p.id`, Prisma.sql`${variant}`)} ${only} ORDER BY ${order} LIMIT ${limit}`,
  );
}

const missingSchema = z.object({ productId: z.string(), title: z.string(), missing: z.array(z.enum(OPTIONAL_FIELDS)) });
export type ProductWithMissingValues = z.infer<typeof missingSchema>;

export async function findMissingValues(
  tx: Transaction,
  selection: Selection,
  variant: string,
  { fields, limit }: { fields: OptionalField[]; limit: number },
): Promise<ProductWithMissingValues[]> {
  if (fields.length === 0) return [];
  const { p, order } = selected(selection);
  const missing = Prisma.join(
    fields.map((field) => Prisma.sql`CASE WHEN coalesce(${COLUMNS[field]}, '') = '' THEN ${field} END`),
  );
  return queryRows(
    tx,
    missingSchema,
    Prisma.sql`
    SELECT id AS "productId", title, missing FROM (
      SELECT p.*, array_remove(ARRAY[${missing}]::text[], NULL) AS missing FROM ${p}) p
    WHERE missing <> '{}' AND EXISTS (SELECT FROM "SourceImage" s WHERE s."productId" = p.id AND s.variant = ${variant})
    ORDER BY ${order} LIMIT ${limit}`,
  );
}

export type SameRequest = { imageTypeId: string; variant: string; prompt: string };

export type AlreadyMade = { count: number; first: { productId: string; title: string }[] };

/** Where nobody asked for the same, which is the rule, no image is looked at; else the index of finished ones answers. */
export async function findAlreadyMade(selection: Selection, same: SameRequest, limit: number): Promise<AlreadyMade> {
  const shots = await db.jobShot.findMany({
    where: { ...same, job: { deleting: false } },
    select: { jobId: true, index: true },
  });
  if (shots.length === 0) return { count: 0, first: [] };
  const { p, order } = selected(selection);
  const made = Prisma.sql`p.id IN (
    SELECT "productId" FROM "GenerationTask" JOIN unnest(${shots.map(({ jobId }) => jobId)}::text[], ${shots.map(({ index }) => index)}::int[]) AS same ("jobId", shot)
      USING ("jobId", shot) WHERE status = 'COMPLETED')`;
  const [counted, first] = await Promise.all([
    queryRow(db, z.object({ count: z.int() }), Prisma.sql`SELECT count(*)::int AS count FROM ${p} WHERE ${made}`),
    queryRows(
      db,
      z.object({ productId: z.string(), title: z.string() }),
      Prisma.sql`
      SELECT p.id AS "productId", p.title FROM ${p} WHERE ${made} ORDER BY ${order} LIMIT ${limit}`,
    ),
  ]);
  return { count: counted.count, first };
}
