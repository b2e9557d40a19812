import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { type ApprovedFilter, approved } from "#lib/db/images/export.ts";
import { ofJobsAndVariant } from "#lib/db/images/review-list.ts";
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

type PlanFilter = Pick<ApprovedFilter, "jobId" | "variant"> & { includeFailing: boolean };

const IS_CURRENT = Prisma.sql`i."currentId" = i.id`;

/**
 * Those that are current by an index of their own. The others are looked up one by one: the planner takes them for many, and
 * would read all images.
 */
const approvedOf = (filter: PlanFilter) => Prisma.sql`
  SELECT i."productId", i."targetVariant", i."imageId" AS id, i.verdict, i."imageId" AS "currentId", i."chainId" AS "currentChainId"
  FROM "CurrentImage" i WHERE i.decision = 'APPROVE' AND i."productId" IS NOT NULL AND ${ofJobsAndVariant(filter)}
  UNION ALL
  SELECT i."productId", i."targetVariant", i.id, i.verdict, counting."imageId", counting."chainId"
  FROM (
    SELECT d."imageId" FROM "ImageDecision" d WHERE d.decision = 'APPROVE' AND NOT EXISTS (
      SELECT FROM "CurrentImage" c WHERE c.decision = 'APPROVE' AND c."imageId" = d."imageId")
  ) other CROSS JOIN LATERAL (SELECT * FROM "MadeImage" m WHERE m.id = other."imageId" OFFSET 0) i
    LEFT JOIN "CurrentImage" counting ON counting."chainId" = i."chainId"
  WHERE ${approved(filter)}`;

/** The verdict of the newest approved version of a variant's only chain `v."firstChain"`. */
const verdictOfNewest = (filter: PlanFilter) => Prisma.sql`(
  SELECT i.verdict FROM "MadeImage" i
  WHERE ${approved(filter)} AND i."chainId" = v."firstChain" AND i."productId" = v."productId" AND i."targetVariant" = v.variant
  ORDER BY i."createdAt" DESC, i.id COLLATE "C" DESC LIMIT 1)`;

const plansOf = (filter: PlanFilter, listed: number) => Prisma.sql`
  WITH variants AS (
    SELECT i."productId", i."targetVariant" AS variant, count(*) AS images,
      count(*) FILTER (WHERE ${IS_CURRENT}) AS current, count(i."currentId") AS selected,
      min(i.verdict) FILTER (WHERE ${IS_CURRENT}) AS verdict,
      min(i."currentChainId") AS "firstChain", max(i."currentChainId") AS "lastChain"
    FROM (${approvedOf(filter)}) i GROUP BY i."productId", i."targetVariant"
  ), plans AS (
    SELECT v."productId", v.variant, v.images, current = 0 AS superseded, CASE
      WHEN selected = 0 THEN 'not-selected'
      WHEN incomplete.id IS NOT NULL THEN 'missing-asin'
      WHEN current > 1 OR current = 0 AND "firstChain" <> "lastChain" THEN 'collision'
      WHEN ${filter.includeFailing} OR variant <> 'MAIN' THEN 'file'
      WHEN CASE current WHEN 0 THEN ${verdictOfNewest(filter)} ELSE verdict END IN ('PASS', 'WARN') THEN 'file'
      ELSE 'failing' END AS kind
    FROM variants v LEFT JOIN "Product" incomplete ON incomplete.id = v."productId" AND coalesce(incomplete.asin, '') = ''
  )
  SELECT kind, superseded, count(*)::int AS variants, sum(images)::int AS images,
    (array_agg("productId" ORDER BY "productId", variant))[:${listed}::int] AS "productIds"
  FROM plans GROUP BY kind, superseded`;

/**
 * How many variants of products there are for each kind of plan, by the rules of `planVariant`, and the products of the first
 * `listed` of each, in the order of `approvedImages`.
 */
export function countPlans(filter: PlanFilter, listed: number): Promise<PlanCount[]> {
  return queryRows(db, countSchema, plansOf(filter, listed));
}
