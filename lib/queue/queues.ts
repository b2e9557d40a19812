import { z } from "zod";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";

/** After a failure, or the death of its process. */
export const RETRY_SECONDS = 5;
const HEARTBEAT_SECONDS = 10; // the least that pg-boss takes

/**
 * Every queue: the form of its messages and how pg-boss keeps them. Its own retries are for dead processes only: the delay
 * lets other messages go first, and a process that only lost touch with the database claim its message again; the limit is
 * the consumer's. Life is told by heartbeats: an image may wait long for a store that is away, so `expireInSeconds` is the
 * most that pg-boss takes.
 */
const options = {
  retryLimit: 1_000,
  retryDelay: RETRY_SECONDS,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: 86_399,
  deleteAfterSeconds: 3_600,
  retentionSeconds: 90 * 86_400,
};

export const queues = {
  /** Makes one image with a model of Google's. */
  "generate-image": { message: z.object({ imageId: z.string() }), options },
  /** Makes one image with the stand-in: a worker with a key never fetches its messages, and one without a key no others. */
  "generate-demo-image": { message: z.object({ imageId: z.string() }), options },
  /** Sends a batch of images to Google, looks how far it is, and reads its results; one step after the other. */
  batch: { message: z.object({ batchId: z.string() }), options },
  /** The same with the stand-in. */
  "demo-batch": { message: z.object({ batchId: z.string() }), options },
  /** Measures a finished image. */
  "check-image": { message: z.object({ imageId: z.string() }), options },
  /** Makes a fixed version of an image; `size` is its longest side in px. */
  "fix-image": { message: z.object({ imageId: z.string(), size: z.number() }), options },
  /** Writes out the images of a large job. */
  "fill-job": { message: z.object({ jobId: z.string() }), options },
  /** Sends the messages of a job that continues. */
  "send-job": { message: z.object({ jobId: z.string() }), options },
  /** Does the rest of a command for a large job: what its images and their messages need after a cancel, pause or delete. */
  "sweep-job": { message: z.object({ jobId: z.string() }), options },
  /** Notifies the webhook of a finished job. `attempts`: earlier ones, all under one `noticeId`; it is missing in older messages. */
  "job-notice": {
    message: z.object({ jobId: z.string(), attempts: z.number().default(0), noticeId: z.string().optional() }),
    options,
  },
  /** Removes objects from the store that no row needs; `deletionId` is the deletion that they belong to until then. */
  "remove-objects": {
    message: z.object({ keys: z.array(z.string()), deletionId: z.string().optional() }),
    options,
  },
  /** Makes a backup in `BACKUP_DIR`. */
  "make-backup": { message: z.object({ kind: z.enum(["manual", "automatic"]) }), options },
  /** Reads a small file that a caller waits for. */
  "import-now": { message: z.object({ importId: z.string() }), options },
  /** Reads a file and fetches its links in the background. */
  import: { message: z.object({ importId: z.string() }), options },
} as const;

export type QueueName = keyof typeof queues;
export const queueNames = Object.keys(queues) as [QueueName, ...QueueName[]];
export const IMAGE_QUEUES = ["generate-image", "generate-demo-image"] as const;
export type ImageQueue = (typeof IMAGE_QUEUES)[number];

export function imageQueue(model: string): ImageQueue {
  return model === DEMO_MODEL ? "generate-demo-image" : "generate-image";
}

export const BATCH_QUEUES = ["batch", "demo-batch"] as const;
export type BatchQueue = (typeof BATCH_QUEUES)[number];

export function batchQueue(model: string): BatchQueue {
  return model === DEMO_MODEL ? "demo-batch" : "batch";
}

export type Message<Name extends QueueName> = z.infer<(typeof queues)[Name]["message"]>;
