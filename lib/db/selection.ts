import "server-only";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { matching } from "#lib/db/product-filter.ts";
import type { BestSource } from "#lib/db/products.ts";
import type { Selection } from "#lib/schemas/bulk-generate.ts";
import { compareVariants, type VariantCount } from "#lib/schemas/variant.ts";

/** The selected products as the table `p`, and the order in which their images are made. */
export function selected(selection: Selection): { p: Prisma.Sql; order: Prisma.Sql } {
  if ("productIds" in selection) {
    const p = Prisma.sql`(
      SELECT p.*, wanted.place FROM unnest(${selection.productIds}::text[]) WITH ORDINALITY AS wanted (id, place)
      JOIN "Product" p ON p.id = wanted.id) p`;
    return { p, order: Prisma.sql`p.place` };
  }
  const { exceptProductIds, ...filter } = selection;
  const p = Prisma.sql`(
    SELECT p.* FROM "Product" p WHERE ${matching(filter)} AND NOT p.id = ANY(${exceptProductIds}::text[])) p`;
  return { p, order: Prisma.sql`p."createdAt" DESC, p.id DESC` };
}

/** The photo of the product `p` in this slot with the most pixels, as `s`. */
export function bestSource(variant: string): Prisma.Sql {
  return Prisma.sql`LATERAL (
    SELECT s.id, s.variant, s."storageKey" FROM "SourceImage" s
    WHERE s."productId" = p.id AND s.variant = ${variant}
    ORDER BY s.width::bigint * s.height DESC, s.id LIMIT 1) s`;
}

export type SelectionFacts = {
  /** Selected products that exist, and those of them that have the slot. */
  found: number;
  eligible: number;
  /** Is the field empty for one of the eligible products? */
  noAsin: boolean;
  noSku: boolean;
  noCategory: boolean;
};

/** Counts a selection without loading it. */
export async function describeSelection(selection: Selection, variant: string): Promise<SelectionFacts> {
  const anyWithout = (column: Prisma.Sql) =>
    Prisma.sql`coalesce(bool_or(coalesce(${column}, '') = '') FILTER (WHERE s."productId" IS NOT NULL), false)`;
  const [facts] = await (await db()).$queryRaw<[SelectionFacts]>`
    SELECT count(*)::int AS found, count(s."productId")::int AS eligible, ${anyWithout(Prisma.sql`p.asin`)} AS "noAsin",
      ${anyWithout(Prisma.sql`p.sku`)} AS "noSku", ${anyWithout(Prisma.sql`p.category`)} AS "noCategory"
    FROM ${selected(selection).p} LEFT JOIN (
      SELECT DISTINCT "productId" FROM "SourceImage" WHERE variant = ${variant}
    ) s ON s."productId" = p.id`;
  return facts;
}

/** How many of the selected products have at least one photo of each slot, in Amazon's slot order. */
export async function countSelectedByVariant(selection: Selection): Promise<VariantCount[]> {
  const rows = await (await db()).$queryRaw<VariantCount[]>`
    SELECT variant, count(*)::int AS count FROM (
      SELECT DISTINCT variant, "productId" FROM "SourceImage"
      WHERE "productId" IN (SELECT p.id FROM ${selected(selection).p})) slots GROUP BY variant`;
  return rows.sort((a, b) => compareVariants(a.variant, b.variant));
}

/** The first of the selected products that have the slot, each with its photo. Only `productId`, where one is named. */
export async function findEligible(
  selection: Selection,
  variant: string,
  limit: number,
  productId?: string,
): Promise<BestSource[]> {
  const { p, order } = selected(selection);
  const only = productId ? Prisma.sql`WHERE p.id = ${productId}` : Prisma.empty;
  return (await db()).$queryRaw<BestSource[]>`
    SELECT p.id AS "productId", s.id AS "sourceImageId", p.title, p.asin, p.sku, p.category, s.variant, s."storageKey"
    FROM ${p} CROSS JOIN ${bestSource(variant)} ${only} ORDER BY ${order} LIMIT ${limit}`;
}

/** The first of the selected products that lack the slot, or do not exist: then `title` is null. */
export async function findSkipped(
  selection: Selection,
  variant: string,
  limit: number,
): Promise<{ productId: string; title: string | null }[]> {
  const lacks = Prisma.sql`NOT EXISTS (
    SELECT FROM "SourceImage" s WHERE s."productId" = p.id AND s.variant = ${variant})`;
  if ("productIds" in selection) {
    return (await db()).$queryRaw`
      SELECT wanted.id AS "productId", p.title
      FROM unnest(${selection.productIds}::text[]) WITH ORDINALITY AS wanted (id, place)
      LEFT JOIN "Product" p ON p.id = wanted.id WHERE ${lacks} ORDER BY wanted.place LIMIT ${limit}`;
  }
  const { p, order } = selected(selection);
  return (await db()).$queryRaw`
    SELECT p.id AS "productId", p.title FROM ${p} WHERE ${lacks} ORDER BY ${order} LIMIT ${limit}`;
}

/** What was asked for before: the same kind of picture, slot and prompt. */
export type SameRequest = { imageTypeId: string; variant: string; prompt: string };

/** Those of the selected products that have a finished image of the same request: how many, and the first of them. */
export async function findAlreadyMade(
  selection: Selection,
  { imageTypeId, variant, prompt }: SameRequest,
  limit: number,
): Promise<{ count: number; first: { productId: string; title: string }[] }> {
  const { p, order } = selected(selection);
  const rows = await (await db()).$queryRaw<{ productId: string; title: string; count: number }[]>`
    SELECT p.id AS "productId", p.title, count(*) OVER ()::int AS count
    FROM ${p} WHERE p.id IN (
      SELECT i."productId" FROM "GenerationJob" j JOIN "GeneratedImage" i ON i."jobId" = j.id
      WHERE j."imageTypeId" = ${imageTypeId} AND j.variant = ${variant} AND j.prompt = ${prompt} AND i.status = 'COMPLETED')
    ORDER BY ${order} LIMIT ${limit}`;
  return { count: rows[0]?.count ?? 0, first: rows.map(({ productId, title }) => ({ productId, title })) };
}
