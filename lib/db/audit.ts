import "server-only";
import { z } from "zod";
import { currentRequest } from "#lib/auth/actor.ts";
import type { User } from "#lib/auth/permissions.ts";
import { db, type Transaction } from "#lib/db/client.ts";
import { cutPage, decodeCursor, newestCursorSchema } from "#lib/db/cursor.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import {
  type Audit,
  type AuditAction,
  type AuditEntry,
  type AuditFilter,
  type AuditQuery,
  auditEntrySchema,
} from "#lib/schemas/audit.ts";
import { storableText } from "#lib/schemas/text.ts";

/** Whoever does what no request asked for, such as loading the sample catalogue. */
const APP: Pick<User, "id" | "name" | "key"> = { id: null, name: "Packshot" };
const MAX_ADDRESS = 100;
const REMOVED_AT_ONCE = 10_000;

type Entry = {
  /** The id of what it is done to. */
  target?: string | null;
  outcome?: AuditEntry["outcome"];
  /** Facts for people. Never a secret, and of a prompt its hash only. */
  details?: Prisma.InputJsonObject;
  /** Where it is not the user of the request: whoever signs in. */
  user?: Pick<User, "id" | "name">;
};

/** Writes in `tx` what the current request does, so that it is recorded if, and only if, it is done. */
export async function record(
  action: AuditAction,
  { target = null, outcome = "done", details = {}, user }: Entry = {},
  tx: Transaction = db,
): Promise<void> {
  const request = currentRequest();
  const caller = request ? request.user : APP;
  const by = user ?? caller;
  const data = {
    userId: by?.id ?? null,
    userName: by?.name ?? null,
    keyName: user ? null : (caller?.key?.name ?? null),
    address: request?.address ? storableText(request.address, MAX_ADDRESS) : null,
  };
  await tx.auditEntry.create({ data: { ...data, action, target, outcome, details }, select: { id: true } });
}

type Facts = { [name: string]: string | number | boolean | null };

/** What differs, old and new, of two objects with the same fields. */
export function changesOf(before: Facts, after: Facts): { [name: string]: { from: Facts[string]; to: Facts[string] } } {
  const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
  return Object.fromEntries(changed.map((name) => [name, { from: before[name] ?? null, to: after[name] ?? null }]));
}

const rowSchema = auditEntrySchema.extend({ at: z.date() });

function condition({ user, action, from, to }: AuditFilter): Prisma.Sql {
  const parts = [
    user === undefined ? null : Prisma.sql`"userId" = ${user}`,
    action === undefined ? null : Prisma.sql`action = ${action}`,
    from === undefined ? null : Prisma.sql`at >= ${from}::date`,
    to === undefined ? null : Prisma.sql`at < ${to}::date + 1`,
  ];
  return Prisma.join([Prisma.sql`true`, ...parts.filter((part) => part !== null)], " AND ");
}

/** Newest first. Throws a 400 `AppError` for a cursor of another list. */
export async function listAudit({ cursor, limit, ...filter }: AuditQuery): Promise<Audit> {
  const before = cursor === undefined ? null : decodeCursor(cursor, newestCursorSchema);
  const rows = await queryRows(
    db,
    rowSchema,
    Prisma.sql`
    SELECT id, at, "userId", "userName", "keyName", address, action, target, outcome, details FROM "AuditEntry"
    WHERE ${condition(filter)} AND ${before ? Prisma.sql`(at, id) < (${before[0]}, ${before[1]})` : Prisma.sql`true`}
    ORDER BY at DESC, id DESC LIMIT ${limit + 1}`,
  );
  const entries = rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  const page = cutPage(entries, limit, ({ at, id }) => [at, id]);
  return { entries: page.rows, nextCursor: page.nextCursor };
}

export async function deleteOldAudit(days: number): Promise<void> {
  for (;;) {
    const removed = await db.$executeRaw`
      DELETE FROM "AuditEntry" WHERE id IN (
        SELECT id FROM "AuditEntry" WHERE at < now() - make_interval(days => ${days}::int) ORDER BY at LIMIT ${REMOVED_AT_ONCE})`;
    if (removed < REMOVED_AT_ONCE) return;
  }
}
