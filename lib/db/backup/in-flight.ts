import "server-only";
import { db } from "#lib/db/client.ts";

/** How many of those attempts have a call that has not ended. */
export function countOpenCalls(attemptIds: number[]): Promise<number> {
  return db.generationAttempt.count({ where: { id: { in: attemptIds }, code: null } });
}
