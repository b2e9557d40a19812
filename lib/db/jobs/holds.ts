import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import { db, transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { diskHold } from "#lib/db/jobs/disk-hold.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";

/** `account`: a hash of the key and the address. `tier`: standard where it is left out; Google refuses flex calls for reasons of their own. */
export type Scope = { account: string; model: string; tier?: AskedTier };

export const STORE_HOLD = "store";

export function holdIdOf({ account, model, tier = "standard" }: Scope): string {
  const parts = tier === "standard" ? [account, model] : [account, model, tier];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 24);
}

export const holdSchema = z.object({
  id: z.string(),
  account: z.string().nullable(),
  model: z.string().nullable(),
  tier: z.string(),
  code: z.string(),
  message: z.string(),
  state: z.enum(["HELD", "READY"]),
  until: z.date(),
  waitMs: z.int(),
  holdsInARow: z.int(),
  followMs: z.int().nullable(),
});
/** READY: its time is over, and the next call goes first, alone. `account` and `model` are null for the store's. */
export type Hold = z.infer<typeof holdSchema>;

/** Times are measured by the database's clock, so that all machines agree. That of the statement: each part of it sees the same. */
const NOW = Prisma.sql`statement_timestamp()`;

/** No call may start: the hold is in force, or the call that went first has no answer yet. */
const IS_BLOCKED = Prisma.sql`(until > ${NOW} OR "holdsInARow" > 0 AND "probeUntil" > ${NOW})`;

/** The next call goes first: none has yet, or it had no answer and the others must not follow without one. */
const IS_READY = Prisma.sql`(until <= ${NOW} AND "holdsInARow" > 0 AND series IS NOT NULL
  AND ("probeUntil" IS NULL OR "followMs" IS NULL AND "probeUntil" <= ${NOW}))`;

const COLUMNS = Prisma.sql`id, account, model, tier, code, message, "holdsInARow", "followMs",
  CASE WHEN ${IS_BLOCKED} THEN 'HELD' ELSE 'READY' END AS state,
  CASE WHEN until > ${NOW} OR "probeUntil" IS NULL THEN until ELSE "probeUntil" END AS until,
  greatest(0, ceil(extract(epoch FROM CASE WHEN until > ${NOW} OR "probeUntil" IS NULL THEN until ELSE "probeUntil" END - ${NOW}) * 1000))::int AS "waitMs"`;

/** An image that goes first after an outage is another one than the last that failed, unless no other came within this time. */
const OTHERS_FIRST = Prisma.sql`interval '3 seconds'`;

/**
 * Of the statement that begins a call, where `mayCall` is true. `hold`: what forbids it; `turn`: the hold after which it goes
 * first; `contested`: another one went first, or is to.
 */
export function holdParts(scope: Scope, imageId: string, leaseMs: number, mayCall: Prisma.Sql): Prisma.Sql {
  const id = holdIdOf(scope);
  const wentFirst = Prisma.sql`(until <= ${NOW} AND "holdsInARow" > 0 AND "probeUntil" > ${NOW} AND "lastImageId" = ${imageId})`;
  return Prisma.sql`hold AS (
      SELECT ${COLUMNS} FROM "Hold" WHERE id IN (${STORE_HOLD}, ${id}) AND ${IS_BLOCKED} AND ${wentFirst} IS NOT TRUE
      ORDER BY until DESC LIMIT 1
    ), turn AS (
      UPDATE "Hold" SET "probeUntil" = ${NOW} + coalesce("followMs", ${leaseMs}::int) * interval '1 millisecond',
        "lastImageId" = ${imageId}
      WHERE id = ${id} AND NOT EXISTS (SELECT FROM hold) AND ${mayCall} AND (${wentFirst} OR ${IS_READY}
        AND ("followMs" IS NOT NULL OR "lastImageId" IS DISTINCT FROM ${imageId} OR until <= ${NOW} - ${OTHERS_FIRST}))
      RETURNING id
    ), contested AS (
      SELECT ${COLUMNS} FROM "Hold" WHERE id = ${id} AND ${IS_READY} AND NOT EXISTS (SELECT FROM turn)
    )`;
}

/** The one that ends last first. */
export async function findHolds(): Promise<Hold[]> {
  const full = await diskHold();
  if (full) return [full];
  return queryRows(
    db,
    holdSchema,
    Prisma.sql`
    SELECT ${COLUMNS} FROM "Hold" WHERE ${IS_BLOCKED} OR ${IS_READY} ORDER BY until DESC, id`,
  );
}

const holdStateSchema = z.object({
  code: z.string(),
  message: z.string(),
  series: z.string().nullable(),
  holdsInARow: z.int(),
  since: z.date(),
  until: z.date(),
  followMs: z.int().nullable(),
  failuresInARow: z.int(),
  failedImages: z.array(z.string()),
});
export type HoldState = z.infer<typeof holdStateSchema>;
type Row = HoldState & { now: Date };

/** One failure after the other, in the order in which they settle. */
export async function changeHold<State extends HoldState>(
  scope: Scope,
  lastImageId: string,
  change: (row: Row) => State,
): Promise<State & { now: Date }> {
  const id = holdIdOf(scope);
  return transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "Hold" (id, account, model, tier, until, code, since)
      VALUES (${id}, ${scope.account}, ${scope.model}, ${scope.tier ?? "standard"}, clock_timestamp(), '', clock_timestamp()) ON CONFLICT (id) DO NOTHING`;
    const row = await queryRow(
      tx,
      holdStateSchema.extend({ now: z.date() }),
      Prisma.sql`
      SELECT code, message, series, "holdsInARow", since, until, "followMs", "failuresInARow", "failedImages", clock_timestamp() AS now
      FROM "Hold" WHERE id = ${id} FOR UPDATE`,
    );
    const next = change(row);
    const { code, message, series, holdsInARow, since, until, followMs, failuresInARow, failedImages } = next;
    const isRaised = holdsInARow !== row.holdsInARow || until > row.until;
    const data = {
      code,
      message,
      series,
      holdsInARow,
      since,
      until,
      followMs,
      failuresInARow,
      failedImages,
      lastImageId,
    };
    await tx.hold.update({
      where: { id },
      data: { ...data, ...(isRaised ? { probeUntil: null } : {}) },
      select: { id: true },
    });
    return { ...next, now: row.now };
  });
}

/** After a hold the others follow. One that names a time stays in force until then. */
export async function endSeries(scope: Scope): Promise<void> {
  await db.$executeRaw`
    UPDATE "Hold" SET "failuresInARow" = 0, "failedImages" = '{}',
      "holdsInARow" = CASE WHEN until <= ${NOW} OR "followMs" IS NULL THEN 0 ELSE "holdsInARow" END,
      "probeUntil" = CASE WHEN until <= ${NOW} OR "followMs" IS NULL THEN NULL ELSE "probeUntil" END,
      until = CASE WHEN "followMs" IS NULL THEN least(until, ${NOW}) ELSE until END
    WHERE id = ${holdIdOf(scope)} AND ("holdsInARow" > 0 OR "failuresInARow" > 0)`;
}

export async function passTurn(scope: Scope): Promise<void> {
  await db.hold.updateMany({ where: { id: holdIdOf(scope) }, data: { probeUntil: null } });
}

/** Ends a hold and the series that it belongs to; false where there is none of this id. */
export async function removeHold(id: string): Promise<boolean> {
  return (await db.hold.deleteMany({ where: { id } })).count === 1;
}

/** A hold is never shortened. */
export async function holdForStore(waitMs: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Hold" AS h (id, until, code) VALUES (${STORE_HOLD}, clock_timestamp() + ${waitMs} * interval '1 millisecond', 'STORE_FAILED')
    ON CONFLICT (id) DO UPDATE SET until = greatest(h.until, excluded.until)`;
}
