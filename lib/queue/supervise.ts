import "server-only";
import type { PgBoss } from "pg-boss";
import { z } from "zod";

const INTERVAL_MS = 5_000;
/** How often messages that ended an hour ago are deleted, in queues without work too. Each time takes a process 85 statements. */
const EVERYTHING_MS = 300_000;

const queuesSchema = z.array(z.object({ name: z.string() }));
const BUSY_QUEUES = `SELECT q.name FROM pgboss.queue q
  WHERE EXISTS (SELECT FROM pgboss.job j WHERE j.name = q.name AND j.state = 'active')`;
/** After an outage of the database every living process says so within this time; who has not is dead. */
const GRACE_MS = 10_000;

/**
 * Has messages of dead processes delivered again: those without a heartbeat for 10 s. Not right after an outage of the
 * database, in which nobody's heartbeat was written, nor after this process was suspended. `alone`: no other process can
 * be alive, so that what is held at the start is held by a dead one.
 */
export function superviseQueues(
  boss: PgBoss,
  { alone, onError }: { alone: boolean; onError: (error: unknown) => void },
) {
  let reachedSince: number | null = alone ? Number.NEGATIVE_INFINITY : null;
  let lastLook = performance.now();
  let lastOfAll = Number.NEGATIVE_INFINITY;
  let looking = false;
  let stopped = false;

  async function look(): Promise<void> {
    const now = performance.now();
    if (now - lastLook > 2 * INTERVAL_MS) reachedSince = null;
    lastLook = now;
    const { rows } = await boss.getDb().executeSql(BUSY_QUEUES, []);
    reachedSince ??= now;
    if (now - reachedSince < GRACE_MS) return;
    const isTimeForAll = now - lastOfAll >= EVERYTHING_MS;
    if (isTimeForAll) lastOfAll = now;
    if (isTimeForAll) await boss.supervise();
    else for (const { name } of queuesSchema.parse(rows)) await boss.supervise(name);
  }

  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    await look().catch((error: unknown) => {
      reachedSince = null;
      if (!stopped) onError(error);
    });
    looking = false;
  }, INTERVAL_MS);
  boss.on("stopped", () => {
    stopped = true;
    clearInterval(timer);
  });
}
