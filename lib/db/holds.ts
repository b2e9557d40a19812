import "server-only";
import { db, transaction } from "#lib/db/client.ts";
import { diskHold } from "#lib/db/disk-hold.ts";
import { Prisma } from "#lib/db/generated/client.ts";

/** What can hold everybody back: Google after a 429, the store while it does not answer. */
export type HoldKind = "google" | "store";

/** A hold in force: for how long still, why, and as which in a row without a success between. */
export type Hold = { id: HoldKind; code: string; until: Date; waitMs: number; strikes: number };

/** The hold in force that ends last, as a query. Measured by the database's clock, so that all machines agree. */
export const HOLD_IN_FORCE = Prisma.sql`
  SELECT id, code, until, strikes, ceil(extract(epoch FROM until - clock_timestamp()) * 1000)::int AS "waitMs"
  FROM "Hold" WHERE until > clock_timestamp() ORDER BY until DESC LIMIT 1`;

/** The hold that ends last of those in force; null where calls may start. */
export async function findHold(): Promise<Hold | null> {
  const full = await diskHold();
  if (full) return full;
  const [hold] = await (await db()).$queryRaw<Hold[]>(HOLD_IN_FORCE);
  return hold ?? null;
}

/**
 * Holds back every call that has not started yet. `waitMs` is told how many holds there have been in a row; refusals
 * that arrive while a hold is in force are part of it. A hold is never shortened. Returns the wait in ms.
 */
export async function raiseHold(id: HoldKind, code: string, waitMs: (strikes: number) => number): Promise<number> {
  return transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ strikes: number }[]>`
      INSERT INTO "Hold" AS h (id, until, code, strikes) VALUES (${id}, clock_timestamp(), ${code}, 1)
      ON CONFLICT (id) DO UPDATE SET code = excluded.code,
        strikes = h.strikes + CASE WHEN h.until > clock_timestamp() THEN 0 ELSE 1 END
      RETURNING strikes`;
    const wait = waitMs(row?.strikes ?? 1);
    await tx.$executeRaw`
      UPDATE "Hold" SET until = greatest(until, clock_timestamp() + ${wait} * interval '1 millisecond') WHERE id = ${id}`;
    return wait;
  });
}

/** Ends a series of holds: a call has succeeded after them. */
export async function endStrikes(id: HoldKind): Promise<void> {
  await (await db()).$executeRaw`UPDATE "Hold" SET strikes = 0 WHERE id = ${id} AND strikes > 0`;
}
