import { db } from "#lib/db/client.ts";

/** Lets the time of every hold be over, for some seconds already: any image may go first then. */
export async function endHold(): Promise<void> {
  await db.$executeRaw`UPDATE "Hold" SET until = clock_timestamp() - interval '5 seconds'`;
}
