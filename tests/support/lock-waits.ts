import { vi } from "vitest";
import { db } from "#lib/db/client.ts";

/** Resolves once a transaction waits for another one's lock. PostgreSQL only: the embedded database has one session. */
export async function someoneWaits(): Promise<void> {
  const waits = async () => {
    const [row] = await db.$queryRaw<[{ waiting: number }]>`
      SELECT count(*)::int AS waiting FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE NOT l.granted AND a.datname = current_database()`;
    return row.waiting > 0;
  };
  await vi.waitUntil(waits, { timeout: 20_000, interval: 20 });
}
