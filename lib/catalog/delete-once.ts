import "server-only";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { despiteLostAnswer } from "#lib/db/connection/lost-answer.ts";
import { isDeleted } from "#lib/db/deletions.ts";

/** False if `remove` finds nothing. A lost answer to COMMIT is no failure. */
export function deleteOnce(id: string, remove: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
  return despiteLostAnswer(
    () => transaction(remove, MANY_ROWS),
    async () => (await isDeleted(id)) || null,
  );
}
