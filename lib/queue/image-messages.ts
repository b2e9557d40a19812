import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import type { WaitingImage } from "#lib/db/jobs/state.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { imageQueue } from "#lib/queue/queues.ts";

/** Higher goes first. A single image that a person waits for goes ahead of bulk work, which goes by its turn. */
const SINGLE_PRIORITY = 1;
/** Behind the checks of new images. */
const OUTDATED_PRIORITY = -1;

/** To the workers of its model: the lower its turn, the earlier. Images of equal turn go by their age. */
export async function enqueueImages(
  tx: Transaction,
  model: string,
  images: WaitingImage[],
  { ahead = false, delayMs = 0 }: { ahead?: boolean; delayMs?: number } = {},
): Promise<void> {
  const messages = images.map(({ id, messageId, turn }) => ({
    id: messageId,
    data: { imageId: id },
    priority: ahead ? SINGLE_PRIORITY : 0 - turn,
    delayMs,
  }));
  await enqueue(tx, imageQueue(model), messages);
}

export async function enqueueChecks(
  tx: Transaction,
  imageIds: string[],
  { outdated = false }: { outdated?: boolean } = {},
): Promise<void> {
  const priority = outdated ? OUTDATED_PRIORITY : 0;
  await enqueue(
    tx,
    "check-image",
    imageIds.map((imageId) => ({ data: { imageId }, priority })),
  );
}
