import "server-only";
import { randomUUID } from "node:crypto";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import {
  type ClaimedImage,
  claimImage,
  completeImage,
  failImage,
  findModel,
  ownsImage,
  releaseImage,
  renewMessage,
  renewMisplaced,
  retryImage,
  setDecoding,
} from "#lib/db/images/attempt.ts";
import { type AttemptEnd, beginCall, settleCall, tallyRound } from "#lib/db/images/calls.ts";
import { lockJob, setJobState } from "#lib/db/jobs/state.ts";
import type { ImageRows } from "#lib/generation/image-attempt.ts";
import { pauseWhereFailing } from "#lib/generation/pause-job.ts";
import { cancelRest } from "#lib/generation/stop-job.ts";
import { noticeIfOver } from "#lib/notices/job-notice.ts";
import { type Delivery, deliverHere, discard, enqueue, settle } from "#lib/queue/boss.ts";
import type { Held } from "#lib/queue/consume.ts";
import { checkMessage, type ImageQueue, imageMessage, imageQueue } from "#lib/queue/queues.ts";

/** A delivery, and the queue that it came from. */
type ImageDelivery = Delivery & { queue: ImageQueue };

/**
 * Writes a change of an image and ends its message. Where the image is no longer this worker's, nothing of it is changed,
 * but the end of the call is written all the same.
 */
function settled(
  delivery: () => ImageDelivery,
  image: ClaimedImage,
  { end, finished }: { end: AttemptEnd | null; finished: boolean },
  write: (tx: Transaction) => Promise<boolean>,
): Promise<void> {
  return transaction(async (tx) => {
    const written = await write(tx);
    if (written && end) await pauseWhereFailing(tx, image.jobId, { code: end.code, finished });
    if (!written && end) await settleCall(tx, image, end);
    const { queue, ...message } = delivery();
    await settle(tx, queue, message);
  }, MANY_ROWS);
}

/** The same for what may be the last of its job. */
function finished(
  delivery: () => ImageDelivery,
  image: ClaimedImage,
  end: AttemptEnd,
  write: (tx: Transaction) => Promise<boolean>,
): Promise<void> {
  return settled(delivery, image, { end, finished: true }, async (tx) => {
    const done = await write(tx);
    if (done) await noticeIfOver(tx, image.jobId);
    return done;
  });
}

/** Sends an image's new message, to the workers of the model that its job has now. */
async function send(
  tx: Transaction,
  { id, turn }: Pick<ClaimedImage, "id" | "turn">,
  messageId: string,
  delayMs: number,
): Promise<void> {
  const queue = imageQueue(await findModel(tx, id));
  await enqueue(tx, queue, [{ ...imageMessage({ id, messageId, turn }), delayMs }]);
}

/** Ends a message that its worker has nothing to do for. An image that waits for workers of the other queue is sent there. */
function decline(imageId: string, delivery: ImageDelivery): Promise<void> {
  return transaction(async (tx) => {
    const messageId = randomUUID();
    const misplaced = await renewMisplaced(tx, imageId, {
      from: delivery.id,
      to: messageId,
      isDemo: isDemo(delivery.queue),
    });
    if (misplaced) await send(tx, misplaced, messageId, 0);
    await settle(tx, delivery.queue, delivery);
  });
}

const isDemo = (queue: ImageQueue) => queue === "generate-demo-image";

/** Fails an image with what no other image of its job can escape: cancels them, and takes their messages back. */
async function failAndStop(tx: Transaction, image: ClaimedImage, failure: AttemptEnd): Promise<boolean> {
  const { jobId } = image;
  if (!jobId || !(await lockJob(tx, jobId))) return failImage(tx, image, failure);
  if (!(await ownsImage(tx, image))) return false;
  await setJobState(tx, jobId, { stopCode: failure.code });
  await failImage(tx, image, failure);
  await cancelRest(tx, jobId, failure.code);
  return true;
}

/** Who calls: from which queue it has the image, the hash of its key and address, and how long others wait for its call where they must not follow without an answer. */
export type Caller = { queue: ImageQueue; account: string; leaseMs: number };

/**
 * Keeps an image whose message was lost because the database did not hear from this process in time: under a new message,
 * where nobody else has claimed it. Null where it is no longer this worker's.
 */
function keep(image: ClaimedImage, { queue, id: lost }: ImageDelivery): Promise<Delivery | null> {
  return transaction(async (tx) => {
    const messageId = randomUUID();
    if (!(await renewMessage(tx, image, messageId))) return null;
    await discard(tx, queue, [lost]);
    await enqueue(tx, queue, [imageMessage({ ...image, messageId })]);
    return deliverHere(tx, queue, messageId);
  });
}

/** The rows of one image, for the worker that has its message. */
export function imageRows(
  imageId: string,
  { delivery: current, keepWith }: Pick<Held, "delivery" | "keepWith">,
  { queue, account, leaseMs }: Caller,
): ImageRows {
  const delivery = () => ({ ...current(), queue });
  return {
    async claim() {
      const image = await claimImage(imageId, delivery().id, isDemo(queue));
      if (image) keepWith((lost) => keep(image, { ...lost, queue }));
      else await decline(imageId, delivery());
      return image;
    },
    beginCall: (image, maxCalls) => beginCall(image, { account, model: image.model }, { maxCalls, leaseMs }),
    setDecoding,
    complete: (image, stored, made) =>
      finished(delivery, image, made, async (tx) => {
        const done = await completeImage(tx, image, stored, made);
        if (done) await enqueue(tx, "check-image", [checkMessage(image.id)]);
        return done;
      }),
    fail: (image, failure) => finished(delivery, image, failure, (tx) => failImage(tx, image, failure)),
    stopJob: (image, failure) => finished(delivery, image, failure, (tx) => failAndStop(tx, image, failure)),
    retry: (image, failure, delayMs) =>
      settled(delivery, image, { end: failure, finished: false }, async (tx) => {
        const messageId = randomUUID();
        const released = await retryImage(tx, image, failure, messageId);
        if (released) await send(tx, image, messageId, delayMs);
        return released;
      }),
    release: (image, call, { delayMs, blamed = false }) =>
      settled(delivery, image, { end: null, finished: false }, async (tx) => {
        const messageId = randomUUID();
        const released = await releaseImage(tx, image, { messageId, blamed });
        if (released) await send(tx, image, messageId, delayMs);
        if (call) await settleCall(tx, image, call);
        return released;
      }),
    tallyRound,
  };
}
