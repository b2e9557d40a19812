import "server-only";
import { db, isUniqueViolation, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { countUnfinishedJobs } from "#lib/db/jobs/read.ts";
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

export async function listImageTypes(): Promise<ImageType[]> {
  return db.imageType.findMany({ select: imageTypeSelect, orderBy: [{ order: "asc" }, { name: "asc" }] });
}

export async function findImageType(id: string): Promise<ImageType | null> {
  return db.imageType.findUnique({ where: { id }, select: imageTypeSelect });
}

/** Throws a 409 where the name is taken. */
export async function createImageType(data: ImageTypeInput): Promise<ImageType> {
  return db.imageType.create({ data, select: imageTypeSelect }).catch(nameTaken);
}

/** Null where it does not exist. Throws a 409 where the name is taken. */
export async function updateImageType(id: string, patch: ImageTypePatch): Promise<ImageType | null> {
  // Prisma counts 0 rows for a change of nothing.
  if (Object.keys(patch).length > 0) await db.imageType.updateMany({ where: { id }, data: patch }).catch(nameTaken);
  return findImageType(id);
}

/** False where it does not exist. Throws a 409 while an unfinished job uses it. */
export function deleteImageType(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const jobs = await countUnfinishedJobs(tx, { imageTypeId: id });
    if (jobs > 0)
      throw new AppError("conflict", "An unfinished job uses this image type. Wait for it to finish, or cancel it.");
    const { count } = await tx.imageType.deleteMany({ where: { id } });
    return count === 1;
  });
}
