import "server-only";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { nameTaken, recordPrompt, refuseInUse } from "#lib/db/named-rows.ts";
import { type ImageType, type ImageTypeInput, type ImageTypePatch, imageTypeSchema } from "#lib/schemas/image-type.ts";

const imageTypeSelect = {
  id: true,
  name: true,
  description: true,
  defaultPrompt: true,
  order: true,
  aspectRatio: true,
  imageSize: true,
} satisfies Prisma.ImageTypeSelect;

const taken = nameTaken("image type");

export async function listImageTypes(): Promise<ImageType[]> {
  const rows = await db.imageType.findMany({ select: imageTypeSelect, orderBy: [{ order: "asc" }, { name: "asc" }] });
  return imageTypeSchema.array().parse(rows);
}

/** Those of these that exist, in no order. */
export async function findImageTypes(ids: string[]): Promise<ImageType[]> {
  const rows = await db.imageType.findMany({ where: { id: { in: ids } }, select: imageTypeSelect });
  return imageTypeSchema.array().parse(rows);
}

export async function findImageType(id: string, tx: Transaction = db): Promise<ImageType | null> {
  const row = await tx.imageType.findUnique({ where: { id }, select: imageTypeSelect });
  return row && imageTypeSchema.parse(row);
}

/** Throws a 409 where the name is taken. */
export function createImageType(data: ImageTypeInput): Promise<ImageType> {
  return transaction(async (tx) => {
    const created = imageTypeSchema.parse(await tx.imageType.create({ data, select: imageTypeSelect }).catch(taken));
    await recordPrompt(tx, "image type", null, created);
    return created;
  });
}

/** Null where it does not exist. Throws a 409 where the name is taken. */
export function updateImageType(id: string, patch: ImageTypePatch): Promise<ImageType | null> {
  return transaction(async (tx) => {
    const before = await findImageType(id, tx);
    await tx.imageType.updateMany({ where: { id }, data: patch }).catch(taken);
    const after = await findImageType(id, tx);
    await recordPrompt(tx, "image type", before, after);
    return after;
  });
}

/** False where it does not exist. Throws a 409 while an unfinished job uses it. */
export function deleteImageType(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    await refuseInUse(tx, { imageTypeId: id }, "image type");
    const before = await findImageType(id, tx);
    const { count } = await tx.imageType.deleteMany({ where: { id } });
    if (count === 1) await recordPrompt(tx, "image type", before, null);
    return count === 1;
  });
}
