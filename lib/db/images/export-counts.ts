import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { type ApprovedFilter, approved } from "#lib/db/images/export.ts";
import { queryRows } from "#lib/db/rows.ts";

const countSchema = z.object({
  kind: z.enum(["file", "collision", "missing-asin", "failing", "not-selected"]),
  superseded: z.boolean(),
  variants: z.int(),
  images: z.int(),
  /** Of the first variants. */
  productIds: z.array(z.string()),
});
export type PlanCount = z.infer<typeof countSchema>;

/** Of an approved image `i` whose chain's current version is `counting`. */
const IS_CURRENT = Prisma.sql`counting."imageId" = i.id`;

/** The verdict of the newest approved version of a variant's only chain `v."firstChain"`. */
const verdictOfNewest = (filter: ApprovedFilter) => Prisma.sql`(
  SELECT i.verdict FROM "MadeImage" i
  WHERE ${approved(filter)} AND i."chainId" = v."firstChain" AND i."productId" = v."productId" AND i."targetVariant" = v.variant
  ORDER BY i."createdAt" DESC, i.id COLLATE "C" DESC LIMIT 1)`;

/**
 * How many variants of products there are for each kind of plan, by the rules of `planVariant`, and the products of the first
 * `listed` of each, in the order of `approvedImages`.
 */
export async function countPlans(
  filter: ApprovedFilter & { includeFailing: boolean },
  listed: number,
): Promise<PlanCount[]> {
  return queryRows(
    db,
    countSchema,
    Prisma.sql`
    WITH variants AS (
      SELECT i."productId", i."targetVariant" AS variant, min(p.asin) AS asin, count(*) AS images,
        count(*) FILTER (WHERE ${IS_CURRENT}) AS current, count(counting."imageId") AS selected,
        min(i.verdict) FILTER (WHERE ${IS_CURRENT}) AS verdict,
        min(counting."chainId") AS "firstChain", max(counting."chainId") AS "lastChain"
      FROM "MadeImage" i JOIN "Product" p ON p.id = i."productId"
        LEFT JOIN "CurrentImage" counting ON counting."chainId" = i."chainId"
      WHERE ${approved(filter)} GROUP BY i."productId", i."targetVariant"
    ), plans AS (
      SELECT v."productId", v.variant, v.images, current = 0 AS superseded, CASE
        WHEN selected = 0 THEN 'not-selected'
        WHEN coalesce(asin, '') = '' THEN 'missing-asin'
        WHEN current > 1 OR current = 0 AND "firstChain" <> "lastChain" THEN 'collision'
        WHEN ${filter.includeFailing} OR variant <> 'MAIN' THEN 'file'
        WHEN CASE current WHEN 0 THEN ${verdictOfNewest(filter)} ELSE verdict END IN ('PASS', 'WARN') THEN 'file'
        ELSE 'failing' END AS kind
      FROM variants v
    )
    SELECT kind, superseded, count(*)::int AS variants, sum(images)::int AS images,
      (array_agg("productId" ORDER BY "productId", variant))[:${listed}::int] AS "productIds"
    FROM plans GROUP BY kind, superseded`,
  );
}
