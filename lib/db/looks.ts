import "server-only";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { lockLook } from "#lib/db/locks.ts";
import { nameTaken, recordPrompt, refuseInUse } from "#lib/db/named-rows.ts";
import { type Look, type LookInput, type LookPatch, type LookPicture, lookSchema } from "#lib/schemas/look.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const pictureSelect = { id: true, storageKey: true, width: true, height: true } satisfies Prisma.LookPictureSelect;
const lookSelect = {
  id: true,
  name: true,
  prompt: true,
  imageSize: true,
  model: true,
  createdAt: true,
  updatedAt: true,
  pictures: { select: pictureSelect, orderBy: { place: "asc" } },
} satisfies Prisma.LookSelect;

function toPicture({
  storageKey,
  ...picture
}: Prisma.LookPictureGetPayload<{ select: typeof pictureSelect }>): LookPicture {
  return { ...picture, url: fileUrl(storageKey), thumbnailUrl: fileUrl(thumbnailKey(storageKey)) };
}

function toLook({
  pictures,
  createdAt,
  updatedAt,
  ...row
}: Prisma.LookGetPayload<{ select: typeof lookSelect }>): Look {
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return lookSchema.parse({ ...row, pictures: pictures.map(toPicture), ...times });
}

const taken = nameTaken("look");

export async function listLooks(): Promise<Look[]> {
  const rows = await db.look.findMany({ select: lookSelect, orderBy: [{ name: "asc" }, { id: "asc" }] });
  return rows.map(toLook);
}

/** Those of these that exist, in no order. */
export async function findLooks(ids: string[], tx: Transaction = db): Promise<Look[]> {
  if (ids.length === 0) return [];
  const rows = await tx.look.findMany({ where: { id: { in: ids } }, select: lookSelect });
  return rows.map(toLook);
}

export async function findLook(id: string, tx: Transaction = db): Promise<Look | null> {
  const [look] = await findLooks([id], tx);
  return look ?? null;
}

/** Throws a 409 where the name is taken. */
export function createLook(data: LookInput): Promise<Look> {
  return transaction(async (tx) => {
    const created = toLook(await tx.look.create({ data, select: lookSelect }).catch(taken));
    await recordPrompt(tx, "look", null, created);
    return created;
  });
}

/**
 * Locks it for a change. No job can begin to use it before the transaction has ended. False where it does not exist. Throws a
 * 409 while an unfinished job uses it.
 */
export async function lockUnusedLook(tx: Transaction, id: string): Promise<boolean> {
  if (!(await lockLook(tx, id))) return false;
  await refuseInUse(tx, { lookId: id }, "look");
  return true;
}

/** Throws a 409 where the name is taken. */
export async function changeLook(
  tx: Transaction,
  id: string,
  data: Omit<LookPatch, "pictureIds"> & Pick<Prisma.LookUpdateInput, "pictures">,
): Promise<void> {
  const before = await findLook(id, tx);
  await tx.look.update({ where: { id }, data: { ...data, updatedAt: new Date() }, select: { id: true } }).catch(taken);
  await recordPrompt(tx, "look", before, await findLook(id, tx));
}

export async function deleteLookRow(tx: Transaction, id: string): Promise<void> {
  await recordPrompt(tx, "look", await findLook(id, tx), null);
  await tx.look.delete({ where: { id }, select: { id: true } });
}

export type StoredLookPicture = { id: string; storageKey: string; place: number };

/** In their order. */
export function findLookPictures(tx: Transaction, lookId: string): Promise<StoredLookPicture[]> {
  const select = { id: true, storageKey: true, place: true };
  return tx.lookPicture.findMany({ where: { lookId }, orderBy: { place: "asc" }, select });
}

export async function findLookPicture(id: string): Promise<LookPicture | null> {
  const row = await db.lookPicture.findUnique({ where: { id }, select: pictureSelect });
  return row && toPicture(row);
}

export async function orderLookPictures(tx: Transaction, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "LookPicture" p SET place = wanted.place
    FROM unnest(${ids}::text[]) WITH ORDINALITY AS wanted (id, place) WHERE p.id = wanted.id`;
}
