import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { log } from "#lib/log.ts";
import { boss, type Delivery, fail, putBack } from "#lib/queue/boss.ts";
import { mayClaim } from "#lib/queue/claim-stop.ts";
import { type Message, type QueueName, queues } from "#lib/queue/queues.ts";
import { wakers } from "#lib/queue/wakers.ts";

/** Without a wake, which the lookout gives. */
const IDLE_MS = 60_000;
/** How many may be worked on changes without a wake. */
const FULL_MS = 500;
const TROUBLE_MS = 1_000;
const HEARTBEAT_MS = 1_000;
const STOPPED_MS = 1_000;
/** When a message is delivered again that could not be worked on because the store or the database was away. */
const LATER_MS = 30_000;
/** Deliveries whose process died, or that failed, before a message is given up. */
const MAX_CRASHES = 3;

const touchedSchema = z.object({ settled: z.array(z.string()) });

/**
 * What a handler does to keep what it works on when its message is no longer delivered to it, because the database did not
 * hear from this process in time: gets another message and resolves with its delivery, or null where somebody else has it.
 */
type Keep = (lost: Delivery) => Promise<Delivery | null>;

/**
 * `signal` aborts when the process stops or the message was taken away. After `leavePlace` another message may be taken, before
 * this one has ended.
 */
export type Held = {
  delivery: () => Delivery;
  signal: AbortSignal;
  keepWith: (keep: Keep) => void;
  leavePlace: () => void;
};

type Options<Name extends QueueName> = {
  /** How many messages may be worked on at once, now. */
  capacity: () => number;
  /** Resolves once a message may be taken. */
  ready: (signal: AbortSignal) => Promise<void>;
  handle: (message: Message<Name>, held: Held) => Promise<void>;
  /** Is this a failure of the store or the database that ends by itself? Then the message is delivered again later, and no failure is counted. */
  isOutage: (error: unknown) => boolean;
  /**
   * Ends a message, with a reason, that failed or killed its process three times. Left out where `handle` keeps a limit of
   * its own.
   */
  giveUp?: (message: Message<Name>, delivery: Delivery) => Promise<void>;
};

export type Consumer = {
  /** Resolves once all has been handed back. */
  stop(): Promise<void>;
};

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

type Work = { delivery: Delivery; keep: Keep | null; hasPlace: boolean; taken: AbortController; done: Promise<void> };

class QueueConsumer<Name extends QueueName> implements Consumer {
  readonly #name: Name;
  readonly #options: Options<Name>;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Work>();
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
    await Promise.all([...this.#inFlight].map(({ done }) => done));
    clearInterval(this.#heartbeat);
    wakers().delete(this.#name);
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
    const free = this.#countFree();
    if (free <= 0) return FULL_MS;
    const found = await (await boss()).fetch<object>(this.#name, { batchSize: free });
    this.#calm();
    for (const message of found) this.#start(message);
    return found.length < free ? IDLE_MS : 0;
  }

  /** Those that left their place are at most as many as there are places. */
  #countFree(): number {
    const places = this.#options.capacity();
    const taken = [...this.#inFlight].filter(({ hasPlace }) => hasPlace).length;
    return Math.min(places - taken, 2 * places - this.#inFlight.size);
  }

  #start({ id, retryCount, data }: Delivery & { data: object }): void {
    const work: Work = {
      delivery: { id, retryCount },
      keep: null,
      hasPlace: true,
      taken: new AbortController(),
      done: Promise.resolve(),
    };
    this.#inFlight.add(work);
    work.done = this.#work(data, work).finally(() => {
      this.#inFlight.delete(work);
      this.#bell.ring();
    });
  }

  async #work(data: object, work: Work): Promise<void> {
    const signal = AbortSignal.any([work.taken.signal, this.#stopping.signal]);
    const delivery = () => work.delivery;
    const keepWith = (keep: Keep) => {
      work.keep = keep;
    };
    const leavePlace = () => {
      work.hasPlace = false;
      this.#bell.ring();
    };
    try {
      const message = queues[this.#name].message.parse(data) as Message<Name>;
      const { giveUp, handle } = this.#options;
      if (giveUp && work.delivery.retryCount >= MAX_CRASHES) await giveUp(message, work.delivery);
      else await handle(message, { delivery, signal, keepWith, leavePlace });
    } catch (error) {
      await this.#release(work.delivery, signal, error).catch((cause: unknown) => this.#trouble(cause));
    }
  }

  /** Lets a message be delivered again. Does nothing to one that was taken away. */
  async #release(delivery: Delivery, signal: AbortSignal, error: unknown): Promise<void> {
    const facts = { err: error, queue: this.#name, message: delivery.id };
    if (signal.aborted) return putBack(this.#name, delivery, 0);
    if (this.#options.isOutage(error)) {
      log().warn({ ...facts, againInMs: LATER_MS }, "message put back");
      return putBack(this.#name, delivery, LATER_MS);
    }
    log().error(facts, "message failed");
    await fail(this.#name, delivery);
  }

  /** Says that this process lives, and keeps or drops the work whose message is no longer delivered to it. */
  async #beat(): Promise<void> {
    const held = [...this.#inFlight];
    if (held.length === 0 || this.#beating) return;
    this.#beating = true;
    try {
      const deliveries = held.map(({ delivery }) => delivery);
      const touched = touchedSchema.parse(await (await boss()).touch(this.#name, deliveries));
      this.#calm();
      const lost = held.filter((_work, index) => !touched.settled.includes(deliveries[index]?.id ?? ""));
      for (const work of lost) if (this.#inFlight.has(work)) await this.#keep(work);
    } catch (error) {
      this.#trouble(error);
    } finally {
      this.#beating = false;
    }
  }

  /** Keeps work whose message was lost under another message, or aborts it. */
  async #keep(work: Work): Promise<void> {
    const kept = (await work.keep?.(work.delivery)) ?? null;
    if (kept) work.delivery = kept;
    else work.taken.abort(new Error("The work was cancelled."));
    if (kept) log().warn({ queue: this.#name, message: kept.id }, "message lost, work kept");
  }

  /** Says once that the queue can't be reached. Returns when to try again. */
  #trouble(error: unknown): number {
    if (this.#stopping.signal.aborted) return 0;
    if (!this.#inTrouble) log().warn({ err: error, queue: this.#name }, "queue unreachable");
    this.#inTrouble = true;
    return TROUBLE_MS;
  }

  #calm(): void {
    if (this.#inTrouble) log().info({ queue: this.#name }, "queue reachable again");
    this.#inTrouble = false;
  }
}

/** A process that dies holds its messages for `heartbeatSeconds`; then others get them. */
export function consume<Name extends QueueName>(name: Name, options: Options<Name>): Consumer {
  const consumer = new QueueConsumer(name, options);
  wakers().set(name, () => consumer.wake());
  return consumer;
}
