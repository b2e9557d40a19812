import "server-only";
import { randomUUID } from "node:crypto";
import { MANY_ROWS, transaction } from "#lib/db/client.ts";
import { type ClaimedImage, claimImage, renewMessage, renewMisplaced } from "#lib/db/images/attempt.ts";
import { beginCall, tallyRound } from "#lib/db/images/calls.ts";
import { putIntoBatch } from "#lib/generation/batch-images.ts";
import { planCall, withKnownTier } from "#lib/generation/bill.ts";
import { leaseMs } from "#lib/generation/call-deadline.ts";
import { endAttempt, sendAgain } from "#lib/generation/end-attempt.ts";
import type { ImageRows } from "#lib/generation/image-attempt.ts";
import { reuseForClaimed } from "#lib/generation/reuse.ts";
import { type Delivery, deliverHere, discard, settle } from "#lib/queue/boss.ts";
import type { Held } from "#lib/queue/consume.ts";
import { enqueueImages } from "#lib/queue/image-messages.ts";
import type { ImageQueue } from "#lib/queue/queues.ts";

type ImageDelivery = Delivery & { queue: ImageQueue };

/** Ends a message that its worker has nothing to do for. An image that waits for workers of the other queue is sent there. */
function decline(imageId: string, delivery: ImageDelivery): Promise<void> {
  return transaction(async (tx) => {
    const messageId = randomUUID();
    const misplaced = await renewMisplaced(tx, imageId, {
      from: delivery.id,
      to: messageId,
      isDemo: isDemo(delivery.queue),
    });
    if (misplaced) await sendAgain(tx, misplaced, messageId, 0);
    await settle(tx, delivery.queue, delivery);
  });
}

const isDemo = (queue: ImageQueue) => queue === "generate-demo-image";

/** Who calls: from which queue it has the image, and the hash of its key and address. */
export type Caller = { queue: ImageQueue; account: string };

/**
 * Keeps an image whose message was lost because the database did not hear from this process in time. Null where it is
 * no longer this worker's.
 */
function keep(image: ClaimedImage, { queue, id: lost }: ImageDelivery): Promise<Delivery | null> {
  return transaction(async (tx) => {
    const messageId = randomUUID();
    if (!(await renewMessage(tx, image, messageId))) return null;
    await discard(tx, queue, [lost]);
    await enqueueImages(tx, image.model, [{ ...image, messageId }]);
    return deliverHere(tx, queue, messageId);
  });
}

export function imageRows(
  imageId: string,
  { delivery: current, keepWith }: Pick<Held, "delivery" | "keepWith">,
  { queue, account }: Caller,
): ImageRows {
  const delivery = () => ({ ...current(), queue });
  return {
    async claim() {
      const claimed = await claimImage(imageId, delivery().id, isDemo(queue));
      const image = claimed && withKnownTier(claimed);
      if (image) keepWith((lost) => keep(image, { ...lost, queue }));
      else await decline(imageId, delivery());
      return image;
    },
    reuse: (image) =>
      transaction(async (tx) => {
        const reuse = await reuseForClaimed(tx, image);
        const { queue: _, ...message } = delivery();
        if (reuse === "reused") await settle(tx, queue, message);
        return reuse;
      }),
    beginCall(image, maxCalls) {
      const { model, tier } = image;
      const how = { maxCalls, leaseMs: leaseMs(tier), called: tier !== "batch" };
      return beginCall(image, { account, model, tier }, { ...how, ...planCall(image) });
    },
    end: (image, outcome) =>
      transaction(async (tx) => {
        await endAttempt(tx, image, outcome);
        const { queue: _, ...message } = delivery();
        await settle(tx, queue, message);
      }, MANY_ROWS),
    batch: (image) =>
      transaction(async (tx) => {
        await putIntoBatch(tx, image);
        const { queue: _, ...message } = delivery();
        await settle(tx, queue, message);
      }),
    tallyRound,
  };
}
