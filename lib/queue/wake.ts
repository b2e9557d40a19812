import "server-only";
import { once } from "#lib/once.ts";
import type { QueueName } from "#lib/queue/queues.ts";

export const wakers = () => once("queue-wakers", () => new Map<QueueName, () => void>());

/** Lets this process's consumer look at once. `enqueue` does so once its messages are committed. */
export function wake(name: QueueName): void {
  wakers().get(name)?.();
}
