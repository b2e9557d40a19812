import "server-only";
import { db, isUniqueViolation, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { countUnendedJobs } from "#lib/db/jobs/read.ts";
import { AppError } from "#lib/errors.ts";
import type { ImageType, ImageTypeInput, ImageTypePatch } from "#lib/schemas/image-type.ts";

const imageTypeSelect = {
  id: true,
  name: true,
  description: true,
  defaultPrompt: true,
  order: true,
} satisfies Prisma.ImageTypeSelect;

function nameTaken(cause: unknown): never {
  if (isUniqueViolation(cause)) throw new AppError("conflict", "Another image type has this name.", { cause });
  throw cause;
}

/** All image types, in their own order. */
export async function listImageTypes(): Promise<ImageType[]> {
  return db.imageType.findMany({ select: imageTypeSelect, orderBy: [{ order: "asc" }, { name: "asc" }] });
}

/** One image type; null where it does not exist. */
export async function findImageType(id: string): Promise<ImageType | null> {
  return db.imageType.findUnique({ where: { id }, select: imageTypeSelect });
}

/** Writes a new image type. A name that is taken is a 409. */
export async function createImageType(data: ImageTypeInput): Promise<ImageType> {
  return db.imageType.create({ data, select: imageTypeSelect }).catch(nameTaken);
}

/** Changes an image type; null where it does not exist. A name that is taken is a 409. */
export async function updateImageType(id: string, patch: ImageTypePatch): Promise<ImageType | null> {
  // Prisma counts 0 rows for a change of nothing.
  if (Object.keys(patch).length > 0) await db.imageType.updateMany({ where: { id }, data: patch }).catch(nameTaken);
  return findImageType(id);
}

/** Deletes an image type; false where it does not exist. While an unended job uses it: 409. */
export function deleteImageType(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const jobs = await countUnendedJobs(tx, { imageTypeId: id });
    if (jobs > 0)
      throw new AppError("conflict", "An unfinished job uses this image type. Wait for it to finish, or cancel it.");
    const { count } = await tx.imageType.deleteMany({ where: { id } });
    return count === 1;
  });
}
