import "server-only";
import { transaction } from "#lib/db/client.ts";
import { findOutdatedChecks } from "#lib/db/images/checks.ts";
import { boss, enqueue } from "#lib/queue/boss.ts";
import { checkMessage } from "#lib/queue/queues.ts";

const QUEUE = "check-image";
const BATCH = 1_000;
/** New images are checked first. */
const BEHIND = -1;

export async function checkOutdatedImages(): Promise<number> {
  const waiting = await (await boss()).findJobs(QUEUE, { queued: true, limit: 1 });
  if (waiting.length > 0) return 0;
  const ids = await findOutdatedChecks(BATCH);
  await transaction((tx) =>
    enqueue(
      tx,
      QUEUE,
      ids.map((id) => ({ ...checkMessage(id), priority: BEHIND })),
    ),
  );
  return ids.length;
}
