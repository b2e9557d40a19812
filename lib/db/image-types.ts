import "server-only";
import { db, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { nameTaken, refuseInUse } from "#lib/db/named-rows.ts";
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

export async function findImageType(id: string): Promise<ImageType | null> {
  const row = await db.imageType.findUnique({ where: { id }, select: imageTypeSelect });
  return row && imageTypeSchema.parse(row);
}

/** Throws a 409 where the name is taken. */
export async function createImageType(data: ImageTypeInput): Promise<ImageType> {
  return imageTypeSchema.parse(await db.imageType.create({ data, select: imageTypeSelect }).catch(taken));
}

/** Null where it does not exist. Throws a 409 where the name is taken. */
export async function updateImageType(id: string, patch: ImageTypePatch): Promise<ImageType | null> {
  // Prisma counts 0 rows for a change of nothing.
  if (Object.keys(patch).length > 0) await db.imageType.updateMany({ where: { id }, data: patch }).catch(taken);
  return findImageType(id);
}

/** False where it does not exist. Throws a 409 while an unfinished job uses it. */
export function deleteImageType(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    await refuseInUse(tx, { imageTypeId: id }, "image type");
    const { count } = await tx.imageType.deleteMany({ where: { id } });
    return count === 1;
  });
}
