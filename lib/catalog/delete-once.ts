import "server-only";
import { record } from "#lib/db/audit.ts";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { despiteLostAnswer } from "#lib/db/connection/lost-answer.ts";
import { describeDeletion, isDeleted } from "#lib/db/deletions.ts";

/** False if `remove` finds nothing. A lost answer to COMMIT is no failure. */
export function deleteOnce(id: string, remove: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
  return despiteLostAnswer(
    () =>
      transaction(async (tx) => {
        if (!(await remove(tx))) return false;
        const { kind, details } = await describeDeletion(tx, id);
        await record(`${kind}.delete`, { target: id, details }, tx);
        return true;
      }, MANY_ROWS),
    async () => (await isDeleted(id)) || null,
  );
}
