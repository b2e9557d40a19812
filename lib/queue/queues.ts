import { z } from "zod";

const HEARTBEAT_SECONDS = 10; // the least that pg-boss takes

/**
 * Every queue: the form of its messages and how pg-boss keeps them. Its own retries are for dead processes only, hence no
 * delay and a high limit; `expireInSeconds` stays above one call's limit (GEMINI_TIMEOUT_MS is at most 300 s).
 */
export const queues = {
  "generate-image": {
    message: z.object({ imageId: z.string() }),
    options: {
      retryLimit: 1_000,
      retryDelay: 0,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: 900,
      deleteAfterSeconds: 3_600,
      retentionSeconds: 90 * 86_400,
    },
  },
} as const;

export type QueueName = keyof typeof queues;
export type Message<Name extends QueueName> = z.infer<(typeof queues)[Name]["message"]>;

/** Higher goes first: a single image that a person waits for, then tries that are due again, then bulk work. */
export const PRIORITY = { single: 10, retry: 5, bulk: 0 } as const;
