import "server-only";
import { transaction } from "#lib/db/client.ts";
import { findOutdatedChecks } from "#lib/db/images/checks.ts";
import { boss } from "#lib/queue/boss.ts";
import { enqueueChecks } from "#lib/queue/image-messages.ts";

const BATCH = 1_000;

export async function checkOutdatedImages(): Promise<number> {
  const waiting = await (await boss()).findJobs("check-image", { queued: true, limit: 1 });
  if (waiting.length > 0) return 0;
  const ids = await findOutdatedChecks(BATCH);
  await transaction((tx) => enqueueChecks(tx, ids, { outdated: true }));
  return ids.length;
}
