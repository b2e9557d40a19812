import "server-only";
import { randomUUID } from "node:crypto";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import {
  type ClaimedImage,
  claimImage,
  completeImage,
  countTries,
  failImage,
  releaseImage,
  retryImage,
  type Try,
} from "#lib/db/image-work.ts";
import { cancelImages, lockJob, setJobState } from "#lib/db/job-state.ts";
import type { ImageRows } from "#lib/generation/generate-image.ts";
import { cancelledBecause } from "#lib/generation/job-commands.ts";
import { noticeIfOver } from "#lib/notices/job-notice.ts";
import { type Delivery, discard, enqueue, settle } from "#lib/queue/boss.ts";
import { checkMessage, imageMessage } from "#lib/queue/queues.ts";

const QUEUE = "generate-image";

/** Writes a change of an image and ends its message, or neither: where the image is in other hands by now, nothing is changed. */
function settled(delivery: Delivery, write: (tx: Transaction) => Promise<boolean>): Promise<void> {
  return transaction(async (tx) => {
    if (await write(tx)) await settle(tx, QUEUE, delivery);
  }, MANY_ROWS);
}

/** The same for what may be the last of its job. */
function ended(
  delivery: Delivery,
  { jobId }: ClaimedImage,
  write: (tx: Transaction) => Promise<boolean>,
): Promise<void> {
  return settled(delivery, async (tx) => {
    const done = await write(tx);
    if (done) await noticeIfOver(tx, jobId);
    return done;
  });
}

async function send(tx: Transaction, image: ClaimedImage, messageId: string, delayMs: number): Promise<void> {
  const message = imageMessage({ id: image.id, messageId, turn: image.turn });
  await enqueue(tx, QUEUE, [{ ...message, delayMs }]);
}

/** Fails an image with what no other image of its job can escape: cancels them, and takes their messages back. */
async function failAndStop(tx: Transaction, image: ClaimedImage, failure: Try): Promise<boolean> {
  const { jobId } = image;
  if (!jobId || !(await lockJob(tx, jobId))) return failImage(tx, image, failure);
  await setJobState(tx, jobId, { stopCode: failure.code });
  if (!(await failImage(tx, image, failure))) return false;
  const { code } = failure;
  await discard(tx, QUEUE, await cancelImages(tx, jobId, { code, message: cancelledBecause(code) }));
  return true;
}

/** The rows of one image, in the hands of whoever has this delivery of its message. */
export function imageRows(imageId: string, delivery: Delivery): ImageRows {
  return {
    async claim() {
      const image = await claimImage(imageId, delivery.id);
      if (!image) await transaction((tx) => settle(tx, QUEUE, delivery));
      return image;
    },
    complete: (image, stored, made) =>
      ended(delivery, image, async (tx) => {
        const done = await completeImage(tx, image, stored, made);
        if (done) await enqueue(tx, "check-image", [checkMessage(image.id)]);
        return done;
      }),
    fail: (image, failure) => ended(delivery, image, (tx) => failImage(tx, image, failure)),
    stopJob: (image, failure) => ended(delivery, image, (tx) => failAndStop(tx, image, failure)),
    retry: (image, failure, delayMs) =>
      settled(delivery, async (tx) => {
        const messageId = randomUUID();
        const released = await retryImage(tx, image, failure, messageId);
        if (released) await send(tx, image, messageId, delayMs);
        return released;
      }),
    release: (image) =>
      settled(delivery, async (tx) => {
        const messageId = randomUUID();
        const released = await releaseImage(tx, image, messageId);
        if (released) await send(tx, image, messageId, 0);
        return released;
      }),
    countTries,
  };
}
