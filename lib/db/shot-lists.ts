import "server-only";
import { db, isUniqueViolation, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { countUnfinishedJobs } from "#lib/db/jobs/read.ts";
import { AppError } from "#lib/errors.ts";
import { shotsSchema } from "#lib/schemas/shot.ts";
import type { ShotList, ShotListInput, ShotListPatch } from "#lib/schemas/shot-list.ts";

const shotListSelect = { id: true, name: true, description: true, shots: true } satisfies Prisma.ShotListSelect;

function toShotList(row: Prisma.ShotListGetPayload<{ select: typeof shotListSelect }>): ShotList {
  return { ...row, shots: shotsSchema.parse(row.shots) };
}

function nameTaken(cause: unknown): never {
  if (isUniqueViolation(cause)) throw new AppError("conflict", "Another shot list has this name.", { cause });
  throw cause;
}

export async function listShotLists(): Promise<ShotList[]> {
  const rows = await db.shotList.findMany({ select: shotListSelect, orderBy: [{ name: "asc" }, { id: "asc" }] });
  return rows.map(toShotList);
}

export async function findShotList(id: string): Promise<ShotList | null> {
  const row = await db.shotList.findUnique({ where: { id }, select: shotListSelect });
  return row && toShotList(row);
}

/** Throws a 409 where the name is taken. */
export async function createShotList(data: ShotListInput): Promise<ShotList> {
  return toShotList(await db.shotList.create({ data, select: shotListSelect }).catch(nameTaken));
}

/** Null where it does not exist. Throws a 409 where the name is taken. */
export async function updateShotList(id: string, patch: ShotListPatch): Promise<ShotList | null> {
  // Prisma counts 0 rows for a change of nothing.
  if (Object.keys(patch).length > 0) await db.shotList.updateMany({ where: { id }, data: patch }).catch(nameTaken);
  return findShotList(id);
}

/** False where it does not exist. Throws a 409 while an unfinished job uses it. */
export function deleteShotList(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const jobs = await countUnfinishedJobs(tx, { shotListId: id });
    if (jobs > 0)
      throw new AppError("conflict", "An unfinished job uses this shot list. Wait for it to finish, or cancel it.");
    const { count } = await tx.shotList.deleteMany({ where: { id } });
    return count === 1;
  });
}
