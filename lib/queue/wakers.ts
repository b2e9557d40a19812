import { once } from "#lib/once.ts";
import type { QueueName } from "#lib/queue/queues.ts";

/** A message is due by the database's clock, and this process's timer may be early. */
const LATE_MS = 20;

/** The consumers of this process. */
export const wakers = () => once("queue-wakers", () => new Map<QueueName, () => void>());

/** Lets this process's consumer of a queue look after `delayMs`. */
export function wake(name: QueueName, delayMs = 0): void {
  if (delayMs === 0) wakers().get(name)?.();
  else setTimeout(() => wakers().get(name)?.(), delayMs + LATE_MS).unref();
}

export function wakeAll(): void {
  for (const ring of wakers().values()) ring();
}
