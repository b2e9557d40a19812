import "server-only";
import { driver } from "#lib/db/connection/driver.ts";
import { LISTENER } from "#lib/db/connection/postgres.ts";
import { findWorkers } from "#lib/db/workers.ts";

const LISTENING = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1 LIMIT 1`;

/**
 * Do others work on this PostgreSQL? Each process has a connection that listens for messages, and workers give signs of life. The
 * embedded database has one process at a time.
 */
export async function hasLiveProcesses(): Promise<boolean> {
  const { kind, withSession } = await driver();
  if (kind === "embedded") return false;
  const listening = await withSession(({ query }) => query(LISTENING, [LISTENER]));
  return listening.length > 0 || (await findWorkers()).length > 0;
}
