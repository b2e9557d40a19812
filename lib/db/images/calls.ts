import "server-only";
import { z } from "zod";
import { budgetParts, openSpending, type PricedCall } from "#lib/db/budgets.ts";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { type Hold, holdParts, holdSchema, type Scope } from "#lib/db/jobs/holds.ts";
import { queryRow } from "#lib/db/rows.ts";
import type { CallFacts, Usage } from "#lib/image-model.ts";

type Claim = { id: string; jobId: string | null; round: number; claims: number };

/** `costMicros`: null where it is not known, so that what was reserved stays. */
export type Bill = { usage: Usage | null; tier: string | null; costMicros: number | null };

/**
 * `counted`: the facts of a call that counts as an attempt; `callMs`: null where none was made. `bill`: null where none was made or
 * it was cut off.
 */
export type AttemptEnd = {
  code: string;
  message: string | null;
  counted: CallFacts | null;
  callMs: number | null;
  bill: Bill | null;
};

/**
 * `first`: alone, as the first one after a hold. `spent`: the image has had all calls of its round. `lost`: it is no longer
 * this worker's. `budget`: one has no room for the call, which may cost that much.
 */
export type CallPermit =
  | { may: "call" | "first" | "spent" | "lost"; hold: null }
  | { may: "budget"; hold: null; neededMicros: number }
  | { may: "wait"; hold: Hold };

/** Calls whose end nobody saw: they may have been billed. */
const UNSEEN_END = Prisma.sql`called AND (code IS NULL OR code IN ('STOPPED', 'CRASHED'))`;

export const CRASHED_MESSAGE = "The process ended during the call, or lost its connection to the database.";

/** `called`: false where a batch is to send it later. */
type BeginCall = Omit<PricedCall, "model"> & { maxCalls: number; leaseMs: number; called: boolean };

const permitSchema = z.object({
  begun: z.boolean(),
  first: z.boolean(),
  owned: z.boolean(),
  spent: z.boolean(),
  unopened: z.boolean(),
  needed: z.int(),
  hold: holdSchema.extend({ until: z.string() }).nullable(),
});

/**
 * Looks at the hold in force and writes the attempt in one statement, so that no call is without its row. Run again by the same
 * claim it finds the same row. A round has at most `maxCalls` calls that counted or may have been billed. `leaseMs` is how long
 * others wait for a call that goes first where they must not follow without its answer: longer than a call lasts. The job's row
 * is locked before the task's: a call begins before its job is cancelled, or never. The same goes for the limits of budgets.
 */
export async function beginCall(
  { id, jobId, round, claims }: Claim,
  scope: Scope,
  { maxCalls, leaseMs, called, ...call }: BeginCall,
): Promise<CallPermit> {
  const { model } = scope;
  const wants = Prisma.sql`EXISTS (SELECT FROM owned) AND (SELECT n FROM calls) < ${maxCalls}::int`;
  const isKnown = Prisma.sql`EXISTS (SELECT FROM known)`;
  const mayCall = Prisma.sql`${wants} AND (${isKnown} OR NOT EXISTS (SELECT FROM unopened) AND NOT EXISTS (SELECT FROM refused))`;
  const row = await queryRow(
    db,
    permitSchema,
    Prisma.sql`
    WITH calls AS (
      SELECT count(*)::int AS n FROM "GenerationAttempt"
      WHERE "imageId" = ${id} AND round = ${round} AND claim IS DISTINCT FROM ${claims} AND (counted OR ${UNSEEN_END})
    ), job AS (
      SELECT id FROM "GenerationJob"
      WHERE id = ${jobId} AND status NOT IN ('CANCELLED', 'FAILED') AND NOT (sweeping AND retries > ${round}::int) FOR SHARE
    ), owned AS (
      SELECT id FROM "GenerationTask" WHERE id = ${id} AND claims = ${claims} AND status = 'GENERATING'
        AND ("jobId" IS NULL OR EXISTS (SELECT FROM job)) FOR NO KEY UPDATE
    ), known AS (
      SELECT FROM "GenerationAttempt" WHERE "imageId" = ${id} AND claim = ${claims}
    ), ${budgetParts({ jobId, model }, { ...call, model }, Prisma.sql`${wants} AND NOT ${isKnown}`)}, ${holdParts(scope, id, leaseMs, mayCall)}, calling AS (
      UPDATE "GenerationTask" SET model = ${model}
      WHERE id = (SELECT id FROM owned) AND NOT EXISTS (SELECT FROM hold) AND NOT EXISTS (SELECT FROM contested) AND ${mayCall}
      RETURNING id
    ), begun AS (
      INSERT INTO "GenerationAttempt" ("imageId", "jobId", model, round, claim, called, counted, "startedAt", "imageSize", "reservedMicros")
      SELECT calling.id, ${jobId}, ${model}, ${round}::int, ${claims}::int, ${called}, false, price.at, ${call.imageSize}, price.micros
      FROM calling, price
      ON CONFLICT ("imageId", claim) DO UPDATE SET "startedAt" = excluded."startedAt"
      RETURNING id
    )
    SELECT EXISTS (SELECT FROM begun) AS begun, EXISTS (SELECT FROM turn) AS first,
      EXISTS (SELECT FROM owned) AS owned, (SELECT n FROM calls) >= ${maxCalls}::int AS spent,
      EXISTS (SELECT FROM unopened) AS unopened, (SELECT micros FROM price)::float8 AS needed,
      coalesce((SELECT row_to_json(hold) FROM hold), (SELECT row_to_json(contested) FROM contested)) AS hold`,
  );
  if (!row.owned) return { may: "lost", hold: null };
  if (row.hold) return { may: "wait", hold: { ...row.hold, until: new Date(row.hold.until) } };
  if (!row.begun && row.spent) return { may: "spent", hold: null };
  if (!row.begun && row.unopened) {
    await openSpending({ jobId, model });
    return beginCall({ id, jobId, round, claims }, scope, { maxCalls, leaseMs, called, ...call });
  }
  if (!row.begun) return { may: "budget", hold: null, neededMicros: row.needed };
  return { may: row.first ? "first" : "call", hold: null };
}

export function tokensOf({ counted }: AttemptEnd): {
  promptTokens: number;
  outputTokens: number;
  thoughtsTokens: number;
} {
  return counted?.usage ?? { promptTokens: 0, outputTokens: 0, thoughtsTokens: 0 };
}

/** The columns of an attempt that say what its call cost. */
export function billColumns(bill: Bill | null): Prisma.Sql {
  const { usage, tier = null, costMicros = null } = bill ?? {};
  const textTokens = usage ? usage.outputTokens - usage.imageTokens : null;
  return Prisma.sql`tier = ${tier}, "promptTokens" = ${usage?.promptTokens}::int, "imageTokens" = ${usage?.imageTokens}::int,
    "textTokens" = ${textTokens}::int, "thoughtsTokens" = ${usage?.thoughtsTokens}::int, "costMicros" = ${costMicros}::bigint,
    "reservedMicros" = CASE WHEN ${costMicros}::bigint IS NULL AND "GenerationAttempt".called THEN "GenerationAttempt"."reservedMicros" END`;
}

/**
 * Whoever has the image meanwhile: it was cancelled, or claimed by another worker that took this one for dead. What the call
 * cost counts in the round in which it was made. Changes nothing where the end is written already, or no call was made. The
 * attempt of an image that was deleted meanwhile ends as well.
 */
export async function settleCall(tx: Transaction, { id, round, claims }: Claim, end: AttemptEnd): Promise<void> {
  const { promptTokens, outputTokens, thoughtsTokens } = tokensOf(end);
  await tx.$executeRaw`
    WITH image AS (
      SELECT id FROM "GenerationTask" WHERE id = ${id} FOR NO KEY UPDATE
    ), attempt AS (
      UPDATE "GenerationAttempt" SET code = ${end.code}, message = ${end.message}, counted = ${end.counted !== null},
        "callMs" = ${end.callMs}, ${billColumns(end.bill)}
      WHERE "imageId" = ${id} AND (SELECT count(*) FROM image) >= 0 AND claim = ${claims} AND called AND (code IS NULL OR code = 'CRASHED')
      RETURNING "imageId"
    )
    UPDATE "GenerationTask" SET
      attempts = attempts + CASE WHEN round = ${round} THEN ${end.counted ? 1 : 0}::int ELSE 0 END,
      "promptTokens" = "promptTokens" + ${promptTokens}::int,
      "outputTokens" = "outputTokens" + ${outputTokens}::int,
      "thoughtsTokens" = "thoughtsTokens" + ${thoughtsTokens}::int
    WHERE id = (SELECT "imageId" FROM attempt)`;
}

/**
 * Ends calls as CRASHED that no process settled and that no claim will: their image was cancelled, or deleted, and then the
 * process died. A call lasts minutes at most, so that one of an hour ago is not in flight.
 */
export async function endLostCalls(): Promise<number> {
  return db.$executeRaw`
    UPDATE "GenerationAttempt" a SET code = 'CRASHED', message = ${CRASHED_MESSAGE}
    WHERE a.code IS NULL AND a.called AND a."startedAt" < now() - interval '1 hour'
      AND NOT EXISTS (SELECT FROM "GenerationTask" i WHERE i.id = a."imageId" AND i.status = 'GENERATING')
      AND NOT EXISTS (SELECT FROM "Batch" b WHERE b.id = a."batchId" AND b.state NOT IN ('FETCHED', 'FAILED'))`;
}

export async function tallyRound({ id, round }: Claim, code: string): Promise<{ counted: number; sameCode: number }> {
  const [counted, sameCode] = await Promise.all([
    db.generationAttempt.count({ where: { imageId: id, round, counted: true } }),
    db.generationAttempt.count({ where: { imageId: id, round, code } }),
  ]);
  return { counted, sameCode };
}
