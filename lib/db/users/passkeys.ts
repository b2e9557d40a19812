import "server-only";
import { record } from "#lib/db/audit.ts";
import { db, isUniqueViolation, transaction } from "#lib/db/client.ts";
import { AppError } from "#lib/errors.ts";
import type { Passkey } from "#lib/schemas/passkey.ts";

const shown = { id: true, name: true, createdAt: true, lastUsedAt: true } as const;

type Row = { id: string; name: string; createdAt: Date; lastUsedAt: Date | null };

const toPasskey = ({ createdAt, lastUsedAt, ...row }: Row): Passkey => ({
  ...row,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});

export async function listPasskeys(userId: string): Promise<Passkey[]> {
  const rows = await db.passkey.findMany({
    where: { userId },
    select: shown,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(toPasskey);
}

type NewPasskey = { id: string; userId: string; name: string; publicKey: Uint8Array<ArrayBuffer>; counter: number };

/** Throws a 409 `AppError` for a credential that is known. */
export async function addPasskey(passkey: NewPasskey): Promise<Passkey> {
  try {
    return toPasskey(await db.passkey.create({ data: passkey, select: shown }));
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError("conflict", "This passkey is known already.");
    throw error;
  }
}

export function removePasskey(userId: string, id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const { count } = await tx.passkey.deleteMany({ where: { id, userId } });
    if (count > 0) await record("passkey.remove", { target: id }, tx);
    return count > 0;
  });
}

export function findPasskey(id: string) {
  return db.passkey.findUnique({ where: { id }, select: { userId: true, publicKey: true, counter: true } });
}

/** `counter`: how often the key says that it was used. Many always say 0. False where a later use was seen meanwhile. */
export async function countUse(id: string, counter: number): Promise<boolean> {
  const { count } = await db.passkey.updateMany({
    where: { id, counter: counter === 0 ? 0 : { lt: counter } },
    data: { counter, lastUsedAt: new Date() },
  });
  return count > 0;
}
