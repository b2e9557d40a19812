import { db } from "#lib/db/client.ts";

/** Ends holds some seconds in the past: after more than 3 s any image may go first. */
export async function endHold(secondsAgo = 5): Promise<void> {
  await db.$executeRaw`UPDATE "Hold" SET until = clock_timestamp() - ${secondsAgo}::int * interval '1 second'`;
}
