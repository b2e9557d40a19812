import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { log } from "#lib/log.ts";
import { type QueueName, queueNames } from "#lib/queue/queues.ts";
import { wake, wakeAll, wakers } from "#lib/queue/wakers.ts";

const CHANNEL = "packshot_queue";
/** Where this process hears of new messages, it looks for those that nobody told of, such as those of dead processes. */
const LOOK_MS = 5_000;
const LOOK_UNHEARD_MS = 500;
/** Within this time a notification to oneself comes back. A pooler that shares connections swallows it. */
const ECHO_MS = 3_000;
const LISTEN_AGAIN_MS = 60_000;

const dueSchema = z.array(z.object({ name: z.enum(queueNames) }));

type News = { name: QueueName; delayMs: number };

/** Tells the processes that listen, once the transaction commits. */
export async function tellOthers(tx: Transaction, news: News[]): Promise<void> {
  if (news.length === 0 || (await driver()).kind === "embedded") return;
  const told = news.map(({ name, delayMs }) => `${name} ${delayMs}`);
  await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, told) FROM unnest(${told}::text[]) AS told`;
}

function hear(payload: string): void {
  const [given = "", delay = "0"] = payload.split(" ");
  const name = queueNames.find((each) => each === given);
  if (name) wake(name, Number(delay));
}

/** Rings for each queue of this process that has a message to deliver. */
async function look(): Promise<void> {
  const names = [...wakers().keys()];
  const due = await db.$queryRaw`
    SELECT name FROM unnest(${names}::text[]) AS name
    WHERE EXISTS (SELECT FROM pgboss.job m WHERE m.name = name.name AND m.state < 'active' AND m.start_after <= now())`;
  for (const { name } of dueSchema.parse(due)) wake(name);
}

class Lookout {
  readonly #stopping = new AbortController();
  /** Does it hear of all new messages? On the embedded database they are this process's own. */
  #hears: boolean;
  readonly #ended: Promise<unknown>;

  constructor(kind: "embedded" | "postgres") {
    this.#hears = kind === "embedded";
    this.#ended = Promise.all([this.#lookOften(), this.#hears ? null : this.#listenAlways()]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  #sleep(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }

  async #lookOften(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      // Where the database is away the consumers find out, and say so.
      await look().catch(wakeAll);
      await this.#sleep(this.#hears ? LOOK_MS : LOOK_UNHEARD_MS);
    }
  }

  async #listenAlways(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#listen().catch((error: unknown) => log().debug({ err: error }, "can't listen to the queue"));
      this.#hears = false;
      await this.#sleep(LISTEN_AGAIN_MS);
    }
  }

  /** Until the connection ends. */
  async #listen(): Promise<void> {
    const { listen } = await driver();
    if (!listen) return;
    const echo = randomUUID();
    const heard = Promise.withResolvers<boolean>();
    const listening = await listen(CHANNEL, (payload) => (payload === echo ? heard.resolve(true) : hear(payload)));
    const stop = () => listening.close();
    this.#stopping.signal.addEventListener("abort", stop, { once: true });
    try {
      // Stopped while it connected: nobody calls `stop` any more.
      if (this.#stopping.signal.aborted) return;
      await db.$executeRaw`SELECT pg_notify(${CHANNEL}, ${echo})`;
      this.#hears = await Promise.race([heard.promise, this.#sleep(ECHO_MS).then(() => false)]);
      if (!this.#hears) log().info("The database sends no notifications. Set DIRECT_DATABASE_URL to poll less often.");
      if (this.#hears) await listening.ended;
    } finally {
      this.#stopping.signal.removeEventListener("abort", stop);
      await listening.close();
    }
  }
}

/** Wakes this process's consumers when there is work: by notifications, else by polling. */
export async function startLookout(): Promise<{ stop(): Promise<void> }> {
  const { kind } = await driver();
  return new Lookout(kind);
}
