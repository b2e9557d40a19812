import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { env } from "#lib/env.ts";
import { BUDGET_KINDS, type Budget } from "#lib/schemas/budget.ts";
import { microsOf } from "#lib/schemas/money.ts";

/** Who pays for a call. */
export type Payer = { jobId: string | null; model: string };

/** A call before it is made. `highMicros`: the upper end of its estimate by the table of prices. */
export type PricedCall = { model: string; imageSize: string; tier: string; highMicros: number };

/** Of so many of the last calls of its model, size and tier none cost more than what is reserved for the next one. */
const RECENT_CALLS = 200;

export const reserveFor = ({ model, imageSize, tier, highMicros }: PricedCall): Prisma.Sql => Prisma.sql`
  greatest(${highMicros}::bigint, (SELECT max("costMicros") FROM (
    SELECT "costMicros" FROM "GenerationAttempt"
    WHERE model = ${model} AND "imageSize" = ${imageSize} AND code = 'COMPLETED' AND "costMicros" IS NOT NULL
      AND coalesce(tier, ${tier}) = ${tier}
    ORDER BY id DESC LIMIT ${RECENT_CALLS}::int) recent))`;

const micros = (usd: number | undefined) => (usd === undefined ? null : microsOf(usd));

/** `kind`, `key` and `limit` of all that a call at that time counts in. */
function limitsAt(at: Prisma.Sql, model: Prisma.Sql, jobId: Prisma.Sql): Prisma.Sql {
  const { BUDGET_DAY_USD, BUDGET_MONTH_USD } = env();
  return Prisma.sql`
    SELECT l.kind, l.key, l."limit" FROM unnest(
      packshot_spending_keys(${at}, ${model}, ${jobId}), ARRAY['MONTH', 'DAY', 'JOB'],
      ARRAY[coalesce((SELECT "budgetMonthMicros" FROM "Settings"), ${micros(BUDGET_MONTH_USD)}::bigint),
        coalesce((SELECT "budgetDayMicros" FROM "Settings"), ${micros(BUDGET_DAY_USD)}::bigint),
        (SELECT "budgetMicros" FROM "GenerationJob" WHERE id = ${jobId})]
    ) AS l (key, kind, "limit") WHERE l.key IS NOT NULL`;
}

const NOW = Prisma.sql`statement_timestamp()`;

/**
 * Of the statement that begins a call. Where a limit is set, the rows of `Spending` that the call counts in are locked, in the order
 * of their keys: `refused` sees what others wrote that were faster. `unopened`: rows that do not exist yet, so that nobody could
 * lock them. `wants`: the condition under which the call would begin otherwise.
 */
export function budgetParts({ jobId, model }: Payer, call: PricedCall, wants: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`price AS MATERIALIZED (
      SELECT clock_timestamp() AS at, ${reserveFor(call)} AS micros
    ), limits AS MATERIALIZED (
      SELECT l.* FROM price CROSS JOIN LATERAL (${limitsAt(Prisma.sql`price.at`, Prisma.sql`${model}::text`, Prisma.sql`${jobId}::text`)}) l
    ), limited AS (
      SELECT FROM limits WHERE "limit" IS NOT NULL
    ), unopened AS (
      SELECT FROM limits l WHERE EXISTS (SELECT FROM limited) AND NOT EXISTS (SELECT FROM "Spending" s WHERE s.key = l.key)
    ), spending AS MATERIALIZED (
      SELECT l."limit", s.micros FROM limits l JOIN "Spending" s ON s.key = l.key
      WHERE ${wants} AND EXISTS (SELECT FROM limited) AND NOT EXISTS (SELECT FROM unopened)
      ORDER BY s.key FOR UPDATE OF s
    ), refused AS MATERIALIZED (
      SELECT FROM spending WHERE micros + (SELECT micros FROM price) > "limit"
    )`;
}

/** Writes the rows that calls of today count in, where they are missing. */
export async function openSpending({ jobId, model }: Payer): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Spending" (key, micros)
    SELECT key, 0 FROM unnest(packshot_spending_keys(${NOW}, ${model}::text, ${jobId}::text)) AS key
    WHERE key IS NOT NULL ORDER BY key COLLATE "C" ON CONFLICT (key) DO NOTHING`;
}

/** So that what others begin meanwhile is seen, and they see what the transaction begins. The rows exist. */
export async function lockSpending(tx: Transaction, { jobId, model }: Payer): Promise<void> {
  await tx.$executeRaw`
    SELECT FROM "Spending" WHERE key = ANY(packshot_spending_keys(${NOW}, ${model}::text, ${jobId}::text)) ORDER BY key FOR UPDATE`;
}

const budgetColumns = { kind: z.enum(BUDGET_KINDS), limit: z.int().nullable(), spent: z.int() };
const BUDGET = Prisma.sql`l.kind, l."limit"::float8 AS "limit", coalesce(s.micros, 0)::float8 AS spent`;
const budgetRow = z.object(budgetColumns);

/** What a call of now would count in. */
export function findBudgets(tx: Transaction, { jobId, model }: Payer): Promise<Budget[]> {
  const limits = limitsAt(NOW, Prisma.sql`${model}::text`, Prisma.sql`${jobId}::text`);
  return queryRows(
    tx,
    budgetRow,
    Prisma.sql`SELECT ${BUDGET} FROM (${limits}) l LEFT JOIN "Spending" s ON s.key = l.key`,
  );
}

/** What an image of it would need that comes next. */
export async function findReserve(tx: Transaction, call: PricedCall): Promise<number> {
  const rows = await queryRows(
    tx,
    z.object({ micros: z.int() }),
    Prisma.sql`SELECT ${reserveFor(call)}::float8 AS micros`,
  );
  return rows[0]?.micros ?? call.highMicros;
}

const waitingSchema = z.object({ ...budgetColumns, key: z.string(), jobId: z.string(), needed: z.int() });
export type KeyedBudget = Budget & { key: string };
export type WaitingJob = { jobId: string; neededMicros: number; budgets: KeyedBudget[] };

/** Jobs that wait for a budget, oldest first. */
export async function findJobsInNeed(): Promise<WaitingJob[]> {
  const limits = limitsAt(NOW, Prisma.sql`j.model`, Prisma.sql`j.id`);
  const rows = await queryRows(
    db,
    waitingSchema,
    Prisma.sql`
      SELECT j.id AS "jobId", j."neededMicros"::float8 AS needed, l.key, ${BUDGET}
      FROM "GenerationJob" j CROSS JOIN LATERAL (${limits}) l LEFT JOIN "Spending" s ON s.key = l.key
      WHERE j."neededMicros" IS NOT NULL AND j.status IN ('QUEUED', 'PROCESSING')
      ORDER BY j."createdAt", j.id`,
  );
  return [...Map.groupBy(rows, ({ jobId }) => jobId)].map(([jobId, budgets]) => ({
    jobId,
    neededMicros: budgets[0]?.needed ?? 0,
    budgets,
  }));
}

/** What the calls of a job cost so far, or may have cost. */
export async function findSpent(jobId: string): Promise<number> {
  const spending = await db.spending.findUnique({ where: { key: `job:${jobId}` }, select: { micros: true } });
  return Number(spending?.micros ?? 0);
}
