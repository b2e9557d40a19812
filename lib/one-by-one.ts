import "server-only";
import { BackupRunning } from "#lib/db/backup/lease.ts";
import { transaction } from "#lib/db/client.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { log } from "#lib/log.ts";
import { type Delivery, settle } from "#lib/queue/boss.ts";
import { type Consumer, consume } from "#lib/queue/consume.ts";
import type { Message, QueueName } from "#lib/queue/queues.ts";
import { isStoreError } from "#lib/storage/store.ts";

/** Does a failure end by itself, so that it says nothing about what was worked on? */
export const isOutage = (error: unknown) =>
  isStoreError(error) || isDatabaseTrouble(error) || error instanceof BackupRunning;

type Options<Name extends QueueName> = {
  /** Ends a message that is given up, and settles it. */
  end?: (message: Message<Name>, delivery: Delivery) => Promise<void>;
  ready?: (signal: AbortSignal) => Promise<void>;
};

export function oneByOne<Name extends QueueName>(
  queue: Name,
  handle: (message: Message<Name>, delivery: Delivery, signal: AbortSignal) => Promise<void>,
  { end, ready = async () => {} }: Options<Name> = {},
): Consumer {
  const settled = (delivery: Delivery) => transaction((tx) => settle(tx, queue, delivery));
  return consume(queue, {
    capacity: () => 1,
    ready,
    isOutage,
    handle: (message, { delivery, signal }) => handle(message, delivery(), signal),
    async giveUp(message, delivery) {
      log().error({ queue, message }, "abandoned: it failed or ended the process three times");
      await (end ? end(message, delivery) : settled(delivery));
    },
  });
}

/** The same for work that does not end its message itself. */
export function simply<Name extends QueueName>(
  queue: Name,
  work: (message: Message<Name>, signal: AbortSignal, delivery: Delivery) => Promise<void>,
  options?: Options<Name>,
): Consumer {
  const handle = async (message: Message<Name>, delivery: Delivery, signal: AbortSignal) => {
    await work(message, signal, delivery);
    await transaction((tx) => settle(tx, queue, delivery));
  };
  return oneByOne(queue, handle, options);
}
