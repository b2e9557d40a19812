import "server-only";
import { z } from "zod";
import { record } from "#lib/db/audit.ts";
import { db, transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { editorsApprove } from "#lib/db/users/sessions.ts";
import { type ApiKey, keyPermissionSchema } from "#lib/schemas/api-key.ts";
import { roleSchema } from "#lib/schemas/user.ts";

type NewKey = Pick<Prisma.ApiKeyUncheckedCreateInput, "userId" | "name" | "hash" | "start" | "expiresAt"> & {
  permissions: string[];
};

export function createApiKey(data: NewKey): Promise<{ id: string; expiresAt: Date | null }> {
  return transaction(async (tx) => {
    const key = await tx.apiKey.create({ data, select: { id: true, expiresAt: true } });
    const { name, permissions } = data;
    const expires = key.expiresAt?.toISOString() ?? null;
    await record("key.create", { target: key.id, details: { name, permissions, expires } }, tx);
    return key;
  });
}

const foundSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  editorsApprove: z.boolean(),
  keyId: z.string(),
  keyName: z.string(),
  permissions: z.array(keyPermissionSchema),
  isDue: z.boolean(),
});

/** The user of a key with the role of this moment. Null for an unknown key, and for one that has expired. */
export async function findKeyUser(hash: string) {
  const [found] = await queryRows(
    db,
    foundSchema,
    Prisma.sql`
    SELECT u.id, u.name, u.role::text AS role, ${editorsApprove} AS "editorsApprove", k.id AS "keyId", k.name AS "keyName", k.permissions,
      coalesce(k."lastUsedAt" < now() - interval '1 minute', true) AS "isDue"
    FROM "ApiKey" k JOIN "User" u ON u.id = k."userId"
    WHERE k.hash = ${hash} AND (k."expiresAt" IS NULL OR k."expiresAt" > now())`,
  );
  if (!found) return null;
  const { keyId, keyName, permissions, isDue, ...user } = found;
  if (isDue) await db.$executeRaw`UPDATE "ApiKey" SET "lastUsedAt" = now() WHERE id = ${keyId}`;
  return { ...user, key: { id: keyId, name: keyName, permissions } };
}

const iso = (time: Date | null) => time?.toISOString() ?? null;

/** Newest first. `userId`: null for those of all users. */
export async function listApiKeys(userId: string | null): Promise<ApiKey[]> {
  const rows = await db.apiKey.findMany({
    where: userId === null ? {} : { userId },
    include: { user: { select: { id: true, name: true } } },
    omit: { hash: true, userId: true },
    orderBy: { id: "desc" },
  });
  return rows.map(({ permissions, createdAt, expiresAt, lastUsedAt, ...row }) => ({
    ...row,
    permissions: keyPermissionSchema.array().parse(permissions),
    createdAt: createdAt.toISOString(),
    expiresAt: iso(expiresAt),
    lastUsedAt: iso(lastUsedAt),
  }));
}

/** False where there is none, or it is of another user than `userId`. */
export function deleteApiKey(id: string, userId: string | null): Promise<boolean> {
  return transaction(async (tx) => {
    const where = { id, ...(userId === null ? {} : { userId }) };
    const [key] = await tx.apiKey.findMany({ where, select: { name: true, user: { select: { name: true } } } });
    if (!key || (await tx.apiKey.deleteMany({ where })).count === 0) return false;
    await record("key.revoke", { target: id, details: { name: key.name, user: key.user.name } }, tx);
    return true;
  });
}
