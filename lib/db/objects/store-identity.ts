import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";

const storeIdentitySchema = z.object({ storeId: z.string(), confirmedMs: z.number().nullable() });
/** `confirmedMs`: for how long its id has been seen there; null: never yet. */
export type StoreIdentity = z.infer<typeof storeIdentitySchema>;

export async function ensureStoreIdentity(): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "StoreIdentity" (id, "storeId") VALUES (1, ${randomUUID()}) ON CONFLICT (id) DO NOTHING`;
}

export async function lockStoreIdentity(tx: Transaction): Promise<StoreIdentity> {
  const [identity] = await queryRows(
    tx,
    storeIdentitySchema,
    Prisma.sql`
    SELECT "storeId", extract(epoch FROM now() - "confirmedAt")::float8 * 1000 AS "confirmedMs" FROM "StoreIdentity" WHERE id = 1 FOR UPDATE`,
  );
  if (!identity) throw new Error("The database has no store identity.");
  return identity;
}

export async function confirmStoreIdentity(tx: Transaction, storeId: string): Promise<void> {
  await tx.$executeRaw`UPDATE "StoreIdentity" SET "storeId" = ${storeId}, "confirmedAt" = now() WHERE id = 1`;
}

export async function findSomePhotos(tx: Transaction, limit: number): Promise<string[]> {
  const photos = await tx.sourceImage.findMany({ orderBy: { id: "desc" }, take: limit, select: { storageKey: true } });
  return photos.map(({ storageKey }) => storageKey);
}
