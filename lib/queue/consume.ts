import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";
import { boss, type Delivery } from "#lib/queue/boss.ts";
import { mayClaim } from "#lib/queue/claim-stop.ts";
import { type Message, type QueueName, queues } from "#lib/queue/queues.ts";

const POLL_MS = 500;
const TROUBLE_MS = 1_000;
const HEARTBEAT_MS = 1_000;
const STOPPED_MS = 1_000;

const touchedSchema = z.object({ settled: z.array(z.string()) });

type Options<Name extends QueueName> = {
  /** How many messages may be worked on at once, now. */
  capacity: () => number;
  /** Resolves once a message may be taken. */
  ready: (signal: AbortSignal) => Promise<void>;
  /** Works on a message and settles it. The signal aborts when the process stops or the message was taken away. */
  handle: (message: Message<Name>, delivery: Delivery, signal: AbortSignal) => Promise<void>;
};

/** A loop that takes messages of one queue and works on them, several at once. */
export type Consumer = {
  /** Looks for messages now instead of at the next poll. */
  wake(): void;
  /** Aborts what is worked on and resolves once it has all been handed back. */
  stop(): Promise<void>;
};

const consumers = () => once("consumers", () => new Map<QueueName, Consumer>());

/** Lets this process's consumer look at once. To be called when the messages are committed. */
export function wake(name: QueueName): void {
  consumers().get(name)?.wake();
}

/** A bell that a loop waits for, at most `ms`. A ring that nobody waits for is kept for the next who does. */
class Bell {
  #rung = false;
  #ring = () => {};

  ring(): void {
    this.#rung = true;
    this.#ring();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      const timer = new AbortController();
      const rung = new Promise<void>((resolve) => {
        this.#ring = resolve;
      });
      await Promise.race([rung, sleep(ms, undefined, { signal: timer.signal }).catch(() => {})]);
      timer.abort();
    }
    this.#rung = false;
  }
}

type Work = { delivery: Delivery; taken: AbortController; done: Promise<void> };

class QueueConsumer<Name extends QueueName> implements Consumer {
  readonly #name: Name;
  readonly #options: Options<Name>;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Map<string, Work>();
  readonly #bell = new Bell();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #ended: Promise<void>;
  #inTrouble = false;
  #beating = false;

  constructor(name: Name, options: Options<Name>) {
    this.#name = name;
    this.#options = options;
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
    this.#ended = this.#run();
  }

  wake(): void {
    this.#bell.ring();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error("The process is stopping."));
    this.#bell.ring();
    await this.#ended;
    await Promise.all([...this.#inFlight.values()].map(({ done }) => done));
    clearInterval(this.#heartbeat);
    consumers().delete(this.#name);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const pause = await this.#take().catch((error: unknown) => this.#trouble(error));
      if (pause > 0) await this.#bell.wait(pause);
    }
  }

  /** Takes as many messages as there is room for. Returns how long to wait before looking again, in ms. */
  async #take(): Promise<number> {
    await this.#options.ready(this.#stopping.signal);
    if (!(await mayClaim(this.#name))) return STOPPED_MS;
    const free = this.#options.capacity() - this.#inFlight.size;
    if (free <= 0) return POLL_MS;
    const found = await (await boss()).fetch<object>(this.#name, { batchSize: free });
    this.#calm();
    for (const message of found) this.#start(message);
    return found.length < free ? POLL_MS : 0;
  }

  #start(message: Delivery & { data: object }): void {
    const delivery = { id: message.id, retryCount: message.retryCount };
    const taken = new AbortController();
    const signal = AbortSignal.any([taken.signal, this.#stopping.signal]);
    const done = this.#handle(message.data, delivery, signal).finally(() => {
      this.#inFlight.delete(delivery.id);
      this.#bell.ring();
    });
    this.#inFlight.set(delivery.id, { delivery, taken, done });
  }

  async #handle(data: object, delivery: Delivery, signal: AbortSignal): Promise<void> {
    try {
      const message = queues[this.#name].message.parse(data) as Message<Name>;
      await this.#options.handle(message, delivery, signal);
    } catch (error) {
      if (!signal.aborted) log().error({ err: error, queue: this.#name, message: delivery.id }, "message failed");
      await this.#handBack(delivery);
    }
  }

  /** Lets another process have the message at once. Does nothing to one that was taken away. */
  async #handBack(delivery: Delivery): Promise<void> {
    await (await boss()).fail(this.#name, delivery).catch((cause: unknown) => this.#trouble(cause));
  }

  /** Says that this process lives, and drops the work whose message is no longer its own. */
  async #beat(): Promise<void> {
    const held = [...this.#inFlight.values()];
    if (held.length === 0 || this.#beating) return;
    this.#beating = true;
    try {
      const deliveries = held.map(({ delivery }) => delivery);
      const touched = touchedSchema.parse(await (await boss()).touch(this.#name, deliveries));
      this.#calm();
      for (const { delivery, taken } of held) {
        const stillHeld = this.#inFlight.get(delivery.id)?.taken === taken;
        if (stillHeld && !touched.settled.includes(delivery.id)) taken.abort(new Error("The message was taken away."));
      }
    } catch (error) {
      this.#trouble(error);
    } finally {
      this.#beating = false;
    }
  }

  /** Says once that the queue can't be reached. Returns when to try again. */
  #trouble(error: unknown): number {
    if (this.#stopping.signal.aborted) return 0;
    if (!this.#inTrouble) log().warn({ err: error, queue: this.#name }, "queue out of reach");
    this.#inTrouble = true;
    return TROUBLE_MS;
  }

  #calm(): void {
    if (this.#inTrouble) log().info({ queue: this.#name }, "queue in reach again");
    this.#inTrouble = false;
  }
}

/** Starts to work on the messages of a queue. A process that dies holds its messages for `heartbeatSeconds`; then others get them. */
export function consume<Name extends QueueName>(name: Name, options: Options<Name>): Consumer {
  const consumer = new QueueConsumer(name, options);
  consumers().set(name, consumer);
  return consumer;
}
