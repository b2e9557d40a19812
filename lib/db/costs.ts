import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { type Costs, type CostsQuery, costDays, MAX_COST_ROWS } from "#lib/schemas/cost.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";

const sumsSchema = z.object({ images: z.int(), settled: z.int(), maybe: z.int() });

/** Up to 9 billion dollars they are exact. */
const SUMS = Prisma.sql`coalesce(sum(images), 0)::float8 AS images, coalesce(sum("settledMicros"), 0)::float8 AS settled,
  coalesce(sum("maybeMicros"), 0)::float8 AS maybe`;
const IS_ANY = Prisma.sql`(sum(images) <> 0 OR sum("settledMicros") <> 0 OR sum("maybeMicros") <> 0)`;

const usdOf = (micros: number) => micros / 1_000_000;

const toCosts = ({ images, settled, maybe }: z.infer<typeof sumsSchema>) => ({
  images,
  settledUsd: usdOf(settled),
  maybeUsd: usdOf(maybe),
});

const KEYS = { day: Prisma.sql`day::text`, job: Prisma.sql`"jobId"`, model: Prisma.sql`model` };

/** Days in their order, jobs and models by cost. `isDemo`: costs of the demo model, else those of all others. */
export async function sumCosts({ groupBy, ...days }: CostsQuery, isDemo: boolean): Promise<Costs> {
  const { from, to } = costDays(days, new Date());
  const key = KEYS[groupBy];
  const order = groupBy === "day" ? key : Prisma.sql`sum("settledMicros") + sum("maybeMicros") DESC, ${key}`;
  const [total, ...rows] = await queryRows(
    db,
    sumsSchema.extend({ key: z.string().nullable() }),
    Prisma.sql`
      SELECT ${key} AS key, ${SUMS} FROM "CostTally"
      WHERE day BETWEEN ${from}::date AND ${to}::date AND (model = ${DEMO_MODEL}) = ${isDemo}
      GROUP BY GROUPING SETS ((${key}), ()) HAVING grouping(${key}) = 1 OR ${IS_ANY}
      ORDER BY grouping(${key}) DESC, ${order} LIMIT ${MAX_COST_ROWS + 1}`,
  );
  return {
    from,
    to,
    demo: isDemo,
    rows: rows.map((row) => ({ key: row.key, ...toCosts(row) })),
    total: toCosts(total ?? { images: 0, settled: 0, maybe: 0 }),
  };
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
): Promise<RecentCall[]> {
  return queryRows(
    db,
    recentCallSchema,
    Prisma.sql`
      SELECT "costMicros"::float8 AS micros, coalesce("callMs", 0) AS "callMs",
        (extract(epoch FROM "startedAt") * 1000)::float8 AS "startedMs"
      FROM "GenerationAttempt"
      WHERE model = ${model} AND "imageSize" = ${size} AND code = 'COMPLETED' AND "costMicros" IS NOT NULL
        AND coalesce(tier, ${tier}) = ${tier}
      ORDER BY id DESC LIMIT ${limit}`,
  );
}
