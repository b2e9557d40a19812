import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import {
  type CostAmounts,
  type CostGroup,
  type Costs,
  type CostsQuery,
  costDays,
  type ImageCost,
  MAX_COST_ROWS,
} from "#lib/schemas/cost.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { usdOf } from "#lib/schemas/money.ts";

const sumsSchema = z.object({ images: z.int(), settled: z.int(), maybe: z.int() });

/** Up to 9 billion dollars they are exact. */
const SUMS = Prisma.sql`coalesce(sum(images), 0)::float8 AS images, coalesce(sum("settledMicros"), 0)::float8 AS settled,
  coalesce(sum("maybeMicros"), 0)::float8 AS maybe`;
const IS_ANY = Prisma.sql`(sum(images) <> 0 OR sum("settledMicros") <> 0 OR sum("maybeMicros") <> 0)`;

const toCosts = ({ images, settled, maybe }: z.infer<typeof sumsSchema>) => ({
  images,
  settledUsd: usdOf(settled),
  maybeUsd: usdOf(maybe),
});

const KEYS: Record<CostGroup, Prisma.Sql> = {
  day: Prisma.sql`day::text`,
  month: Prisma.sql`to_char(day, 'YYYY-MM')`,
  job: Prisma.sql`"jobId"`,
  model: Prisma.sql`model`,
  image: Prisma.sql`"imageId"`,
};
const IN_TIME: readonly CostGroup[] = ["day", "month"];

/** The calls of a job that have ended, as rows of `CostTally` with the image: one index holds them. */
const callsOf = (jobId: string) => Prisma.sql`(
  SELECT ("startedAt" AT TIME ZONE 'UTC')::date AS day, "jobId", "imageId", model, (code = 'COMPLETED')::int AS images,
    coalesce("costMicros", 0) AS "settledMicros", coalesce("reservedMicros", 0) AS "maybeMicros"
  FROM "GenerationAttempt" WHERE "jobId" = ${jobId} AND code IS NOT NULL AND model IS NOT NULL) calls`;

/** Days and months in their order, the others by cost. `isDemo`: costs of the demo model, else those of all others. */
export async function sumCosts(
  { groupBy, jobId, ...days }: CostsQuery,
  isDemo: boolean,
  limit = MAX_COST_ROWS,
): Promise<Costs> {
  const { from, to } = costDays(days, new Date());
  const key = KEYS[groupBy];
  const order = IN_TIME.includes(groupBy) ? key : Prisma.sql`sum("settledMicros") + sum("maybeMicros") DESC, ${key}`;
  const source = groupBy === "image" && jobId !== undefined ? callsOf(jobId) : Prisma.sql`"CostTally"`;
  const ofJob = jobId === undefined ? Prisma.empty : Prisma.sql`AND "jobId" = ${jobId}`;
  const [total, ...rows] = await queryRows(
    db,
    sumsSchema.extend({ key: z.string().nullable() }),
    Prisma.sql`
      SELECT ${key} AS key, ${SUMS} FROM ${source}
      WHERE day BETWEEN ${from}::date AND ${to}::date AND (model = ${DEMO_MODEL}) = ${isDemo} ${ofJob}
      GROUP BY GROUPING SETS ((${key}), ()) HAVING grouping(${key}) = 1 OR ${IS_ANY}
      ORDER BY grouping(${key}) DESC, ${order} LIMIT ${limit + 1}`,
  );
  return {
    from,
    to,
    demo: isDemo,
    rows: rows.map((row) => ({ key: row.key, ...toCosts(row) })),
    total: toCosts(total ?? { images: 0, settled: 0, maybe: 0 }),
  };
}

/** What jobs have cost so far, by id. */
export async function findJobCosts(jobIds: string[]): Promise<(jobId: string) => CostAmounts> {
  const rows = await queryRows(
    db,
    sumsSchema.extend({ jobId: z.string() }),
    Prisma.sql`SELECT "jobId", ${SUMS} FROM "CostTally" WHERE "jobId" = ANY(${jobIds}::text[]) GROUP BY "jobId"`,
  );
  const byJob = new Map(rows.map(({ jobId, ...sums }) => [jobId, toCosts(sums)]));
  return (jobId) => {
    const { settledUsd = 0, maybeUsd = 0 } = byJob.get(jobId) ?? {};
    return { settledUsd, maybeUsd };
  };
}

const imageSumsSchema = z.object({ calls: z.int(), settled: z.int(), maybe: z.int(), demo: z.boolean() });

export async function findImageCost(imageId: string): Promise<ImageCost> {
  const { calls, settled, maybe, demo } = await queryRow(
    db,
    imageSumsSchema,
    Prisma.sql`
      SELECT count(*)::int AS calls, coalesce(sum("costMicros"), 0)::float8 AS settled, coalesce(sum("reservedMicros"), 0)::float8 AS maybe,
        coalesce(bool_and(model = ${DEMO_MODEL}), false) AS demo
      FROM "GenerationAttempt" WHERE "imageId" = ${imageId} AND called AND code IS NOT NULL`,
  );
  return { calls, settledUsd: usdOf(settled), maybeUsd: usdOf(maybe), demo };
}

/** Of all time. */
export async function sumCostsByModel(): Promise<{ model: string; settledUsd: number; maybeUsd: number }[]> {
  const rows = await queryRows(
    db,
    sumsSchema.extend({ model: z.string() }),
    Prisma.sql`SELECT model, ${SUMS} FROM "CostTally" GROUP BY model HAVING ${IS_ANY} ORDER BY model`,
  );
  return rows.map(({ model, ...sums }) => ({ model, ...toCosts(sums) }));
}

const recentCallSchema = z.object({ micros: z.int(), callMs: z.int(), startedMs: z.number() });
export type RecentCall = z.infer<typeof recentCallSchema>;

/** Those that brought an image, newest first. */
export async function findRecentCalls(
  { model, size, tier }: { model: string; size: string; tier: string },
  limit: number,
  tx: Transaction = db,
): Promise<RecentCall[]> {
  return queryRows(
    tx,
    recentCallSchema,
    Prisma.sql`
      SELECT "costMicros"::float8 AS micros, coalesce("callMs", 0) AS "callMs",
        (extract(epoch FROM "startedAt") * 1000)::float8 AS "startedMs"
      FROM "GenerationAttempt"
      WHERE model = ${model} AND "imageSize" = ${size} AND code = 'COMPLETED' AND "costMicros" IS NOT NULL
        AND coalesce(tier, 'standard') = ${tier}
      ORDER BY id DESC LIMIT ${limit}`,
  );
}
