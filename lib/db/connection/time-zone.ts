import "server-only";
import { z } from "zod";
import { CantStart } from "#lib/cant-start.ts";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRow } from "#lib/db/rows.ts";

/** The names of UTC that sessions are set to. */
const UTC = new Set([
  "UTC",
  "Etc/UTC",
  "UCT",
  "Etc/UCT",
  "GMT",
  "Etc/GMT",
  "Zulu",
  "Etc/Zulu",
  "Universal",
  "Etc/Universal",
]);

/**
 * Throws `CantStart`. Prisma sends times without a zone, so they would be wrong by the offset of another one. The migrations
 * set UTC for the database; a setting of the role or the client goes before it.
 */
export async function requireUtc(): Promise<void> {
  const session = await queryRow(
    db,
    z.object({ zone: z.string() }),
    Prisma.sql`SELECT current_setting('TimeZone') AS zone`,
  );
  if (UTC.has(session.zone)) return;
  throw new CantStart(
    `The sessions of DATABASE_URL are in the time zone ${session.zone}, which would make times wrong. ` +
      "Remove the TimeZone of its role (ALTER ROLE … RESET TimeZone) or in its address; the database's is UTC. " +
      "Behind a pooler set DIRECT_DATABASE_URL, and restart the pooler: its sessions are older than that setting.",
  );
}
