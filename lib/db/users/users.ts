import "server-only";
import { z } from "zod";
import { record } from "#lib/db/audit.ts";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { AppError } from "#lib/errors.ts";
import type { Role, Users } from "#lib/schemas/user.ts";

export async function listUsers(): Promise<Users> {
  const now = new Date();
  const [users, invites] = await Promise.all([
    db.user.findMany({
      select: {
        id: true,
        name: true,
        email: true,
        role: true,
        twoFactorEnabled: true,
        _count: { select: { passkeys: true } },
        createdAt: true,
        sessions: { where: { expiresAt: { gt: now } }, select: { updatedAt: true }, orderBy: { updatedAt: "desc" } },
      },
      orderBy: [{ name: "asc" }, { id: "asc" }],
    }),
    db.invite.findMany({
      where: { email: { not: null }, userId: null, expiresAt: { gt: now } },
      orderBy: { createdAt: "asc" },
    }),
  ]);
  return {
    users: users.map(({ sessions, createdAt, twoFactorEnabled, _count, ...user }) => ({
      ...user,
      twoFactor: twoFactorEnabled,
      passkeys: _count.passkeys,
      createdAt: createdAt.toISOString(),
      lastSeenAt: sessions[0]?.updatedAt.toISOString() ?? null,
      sessions: sessions.length,
    })),
    invites: invites.map(({ id, email, role, expiresAt }) => ({
      id,
      email: email ?? "",
      role,
      expiresAt: expiresAt.toISOString(),
    })),
  };
}

/** Throws a 409 `AppError` where nobody would be left who can manage users. Two admins can't remove each other at once. */
async function requireOtherAdmin(tx: Transaction, id: string): Promise<void> {
  const admins = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`SELECT id FROM "User" WHERE role = 'ADMIN' ORDER BY id FOR UPDATE`,
  );
  if (admins.every((admin) => admin.id === id))
    throw new AppError("conflict", "This is the only admin. Make another user an admin first.");
}

/** A new role begins with a new session. False where there is no such user. */
export function changeRole(id: string, role: Role): Promise<boolean> {
  return transaction(async (tx) => {
    if (role !== "ADMIN") await requireOtherAdmin(tx, id);
    const before = await tx.user.findUnique({ where: { id }, select: { name: true, role: true } });
    const { count } = await tx.user.updateMany({ where: { id, role: { not: role } }, data: { role } });
    if (!before || count === 0) return before !== null;
    await tx.session.deleteMany({ where: { userId: id } });
    await record(
      "user.role",
      { target: id, details: { name: before.name, role: { from: before.role, to: role } } },
      tx,
    );
    return true;
  });
}

/** Ends the sessions too. What the user did keeps the name. */
export function removeUser(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    await requireOtherAdmin(tx, id);
    const [user] = await tx.user.findMany({ where: { id }, select: { name: true, email: true, role: true } });
    if (!user || (await tx.user.deleteMany({ where: { id } })).count === 0) return false;
    await record("user.remove", { target: id, details: user }, tx);
    return true;
  });
}

export function endSessions(userId: string): Promise<boolean> {
  return transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId }, select: { name: true } });
    if (!user) return false;
    const { count } = await tx.session.deleteMany({ where: { userId } });
    await record("session.end", { target: userId, details: { name: user.name, sessions: count } }, tx);
    return true;
  });
}

export function listUserNames(): Promise<{ id: string; name: string }[]> {
  return db.user.findMany({ select: { id: true, name: true }, orderBy: [{ name: "asc" }, { id: "asc" }] });
}

export async function hasUsers(): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) !== null;
}

export function findUser(id: string) {
  return db.user.findUnique({ where: { id }, select: { id: true, name: true, email: true, role: true } });
}

export async function isKnownEmail(email: string): Promise<boolean> {
  return (await db.user.count({ where: { email } })) > 0;
}
