import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { sumCosts } from "#lib/db/costs.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import type { Costs } from "#lib/schemas/cost.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { usdOf } from "#lib/schemas/money.ts";

/** The dearest of a period: the CSV has all. */
export const JOBS_SHOWN = 50;

const costJobSchema = z.object({
  id: z.string(),
  createdAt: z.date(),
  shots: z.array(
    z.object({ name: z.string(), variant: z.string(), targetVariant: z.string(), imageTypeName: z.string() }),
  ),
  estimatedUsd: z.number().transform(usdOf).nullable(),
  /** Those of its images that are current. */
  approvedImages: z.int(),
});
export type CostJob = z.infer<typeof costJobSchema>;

/** By id; those that were deleted are missing. */
export async function findCostJobs(ids: string[]): Promise<Map<string, CostJob>> {
  const jobs = await queryRows(
    db,
    costJobSchema,
    Prisma.sql`
      SELECT j.id, j."createdAt", h.shots, j."estimatedMicros"::float8 AS "estimatedUsd",
        coalesce(a.images, 0)::int AS "approvedImages"
      FROM "GenerationJob" j
      JOIN LATERAL (
        SELECT json_agg(json_build_object('name', name, 'variant', variant, 'targetVariant', "targetVariant",
          'imageTypeName', "imageTypeName") ORDER BY index) AS shots
        FROM "JobShot" WHERE "jobId" = j.id
      ) h ON h.shots IS NOT NULL
      LEFT JOIN (
        SELECT "originJobId", sum(images) AS images FROM "ReviewTally"
        WHERE decision = 'APPROVE' AND "originJobId" = ANY(${ids}::text[]) GROUP BY 1
      ) a ON a."originJobId" = j.id
      WHERE j.id = ANY(${ids}::text[]) AND NOT j.deleting`,
  );
  return new Map(jobs.map((job) => [job.id, job]));
}

type Days = { from: string; to: string };

const FORMATS = { day: "YYYY-MM-DD", month: "YYYY-MM" };
export type CostPeriod = keyof typeof FORMATS;

const estimatedSchema = z.object({ period: z.string(), model: z.string(), usd: z.number().transform(usdOf) });
export type Estimated = z.infer<typeof estimatedSchema>;

/** What the jobs that were started in those days were expected to cost, by period and model. */
function findEstimated({ from, to }: Days, period: CostPeriod, isDemo: boolean): Promise<Estimated[]> {
  const day = (date: string) => Prisma.sql`${date}::date::timestamp AT TIME ZONE 'UTC'`;
  return queryRows(
    db,
    estimatedSchema,
    Prisma.sql`
      SELECT to_char("createdAt" AT TIME ZONE 'UTC', ${FORMATS[period]}) AS period, model, sum("estimatedMicros")::float8 AS usd
      FROM "GenerationJob"
      WHERE "createdAt" >= ${day(from)} AND "createdAt" < ${day(to)} + interval '1 day' AND (model = ${DEMO_MODEL}) = ${isDemo}
        AND "estimatedMicros" IS NOT NULL AND NOT deleting
      GROUP BY 1, 2`,
  );
}

/** Current images that are approved, of the jobs that had calls in those days. */
async function countApproved({ from, to }: Days, isDemo: boolean): Promise<number> {
  const { approved } = await queryRow(
    db,
    z.object({ approved: z.int() }),
    Prisma.sql`
      SELECT coalesce(sum(images), 0)::int AS approved FROM "ReviewTally"
      WHERE decision = 'APPROVE' AND "originJobId" IN (
        SELECT "jobId" FROM "CostTally"
        WHERE day BETWEEN ${from}::date AND ${to}::date AND (model = ${DEMO_MODEL}) = ${isDemo})`,
  );
  return approved;
}

export type CostReport = {
  periods: Costs;
  models: Costs;
  jobs: Costs;
  jobOf: Map<string, CostJob>;
  estimated: Estimated[];
  approved: number;
};

/** What the page about costs shows. */
export async function findCostReport(days: Days, period: CostPeriod, isDemo: boolean): Promise<CostReport> {
  const [periods, models, jobs, estimated, approved] = await Promise.all([
    sumCosts({ ...days, groupBy: period }, isDemo),
    sumCosts({ ...days, groupBy: "model" }, isDemo),
    sumCosts({ ...days, groupBy: "job" }, isDemo, JOBS_SHOWN),
    findEstimated(days, period, isDemo),
    countApproved(days, isDemo),
  ]);
  const jobOf = await findCostJobs(jobs.rows.flatMap(({ key }) => key ?? []));
  return { periods, models, jobs, jobOf, estimated, approved };
}
