import { db } from "#lib/db/client.ts";

/** Ends holds a few seconds in the past, so that any image may go first. */
export async function endHold(): Promise<void> {
  await db.$executeRaw`UPDATE "Hold" SET until = clock_timestamp() - interval '5 seconds'`;
}
