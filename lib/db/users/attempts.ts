import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";

const SIGN_IN_MINUTES = 15;

const countSchema = z.object({ key: z.string(), count: z.number(), seconds: z.number() });

/**
 * Counts one attempt for each key before it is made, so that no number of attempts at once exceeds a limit. `seconds`: until the
 * count starts again.
 */
export async function countAttempt(keys: string[], minutes = SIGN_IN_MINUTES) {
  const windowStart = Prisma.sql`now() - ${minutes} * interval '1 minute'`;
  return queryRows(
    db,
    countSchema,
    Prisma.sql`
    INSERT INTO "SignInAttempts" AS a (key, count, since)
    SELECT key, 1, now() FROM unnest(${keys}::text[]) key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN a.since < ${windowStart} THEN 1 ELSE a.count + 1 END,
      since = CASE WHEN a.since < ${windowStart} THEN now() ELSE a.since END
    RETURNING key, count, extract(epoch FROM since - (${windowStart}))::int AS seconds`,
  );
}

/** An attempt that succeeded is none: the account starts again, the others lose one. */
export async function forgiveAttempt(account: string, others: string[]): Promise<void> {
  await db.$executeRaw`DELETE FROM "SignInAttempts" WHERE key = ${account}`;
  await db.$executeRaw`UPDATE "SignInAttempts" SET count = count - 1 WHERE key = ANY(${others}::text[]) AND count > 0`;
}
