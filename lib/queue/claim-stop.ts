import "server-only";
import { lowSpaceForData } from "#lib/embedded/disk-space.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";
import type { QueueName } from "#lib/queue/queues.ts";

/** What makes room when the disk is full. */
const FREES_SPACE: QueueName = "remove-objects";

const known = () => once("claim-stop", () => ({ reason: null as string | null }));

/** Logs a reason once for the whole process, and its end. */
function tell(reason: string | null): void {
  const before = known();
  if ((before.reason === null) === (reason === null)) return;
  before.reason = reason;
  if (reason === null) log().info("claiming work again");
  else log().warn(`No work is claimed: ${reason}`);
}

/** May this process claim messages of the queue now? Where it may not, the log says why, once. */
export async function mayClaim(queue: QueueName): Promise<boolean> {
  if (queue === FREES_SPACE) return true;
  const reason = await lowSpaceForData();
  tell(reason);
  return reason === null;
}
