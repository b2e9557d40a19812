import "server-only";
import { removeHold } from "#lib/db/jobs/holds.ts";
import { log } from "#lib/log.ts";

/** Ends a hold at once, at a person's word: workers look again within a second. False where there is none of this id. */
export async function releaseHold(id: string): Promise<boolean> {
  const isRemoved = await removeHold(id);
  if (isRemoved) log().info({ hold: id }, "hold released");
  return isRemoved;
}
