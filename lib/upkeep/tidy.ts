import "server-only";
import { deleteOldAudit } from "#lib/db/audit.ts";
import { transaction } from "#lib/db/client.ts";
import { endLostCalls } from "#lib/db/images/calls.ts";
import { deleteFailedRows, deleteOldDeletions, deleteOldKeys, findOldImports } from "#lib/db/old-rows.ts";
import { deleteOldLinks } from "#lib/db/review-links.ts";
import { forgetOldSessions } from "#lib/db/users/sessions.ts";
import { env } from "#lib/env.ts";
import { failedRowsKey } from "#lib/storage/keys.ts";
import { removeUnused } from "#lib/storage/remove-objects.ts";

const IMPORTS_AT_ONCE = 100;

async function forgetFailedRows(signal: AbortSignal): Promise<void> {
  for (;;) {
    const ids = await findOldImports(IMPORTS_AT_ONCE);
    for (const id of ids) {
      signal.throwIfAborted();
      await transaction(async (tx) => {
        await deleteFailedRows(tx, id);
        await removeUnused(tx, [failedRowsKey(id)]);
      });
    }
    if (ids.length < IMPORTS_AT_ONCE) return;
  }
}

/** Also completes what a dead process left. Attempts are kept: they record money. */
export async function tidy(signal: AbortSignal): Promise<void> {
  await endLostCalls();
  await deleteOldKeys();
  await deleteOldDeletions();
  await forgetOldSessions();
  await deleteOldLinks();
  await deleteOldAudit(env().AUDIT_DAYS);
  await forgetFailedRows(signal);
}
