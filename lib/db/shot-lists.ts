import "server-only";
import { db, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { nameTaken, refuseInUse } from "#lib/db/named-rows.ts";
import { shotsSchema } from "#lib/schemas/shot.ts";
import type { ShotList, ShotListInput, ShotListPatch } from "#lib/schemas/shot-list.ts";

const shotListSelect = { id: true, name: true, description: true, shots: true } satisfies Prisma.ShotListSelect;

function toShotList(row: Prisma.ShotListGetPayload<{ select: typeof shotListSelect }>): ShotList {
  return { ...row, shots: shotsSchema.parse(row.shots) };
}

const taken = nameTaken("shot list");

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
  return toShotList(await db.shotList.create({ data, select: shotListSelect }).catch(taken));
}

/** Null where it does not exist. Throws a 409 where the name is taken. */
export async function updateShotList(id: string, patch: ShotListPatch): Promise<ShotList | null> {
  // Prisma counts 0 rows for a change of nothing.
  if (Object.keys(patch).length > 0) await db.shotList.updateMany({ where: { id }, data: patch }).catch(taken);
  return findShotList(id);
}

/** False where it does not exist. Throws a 409 while an unfinished job uses it. */
export function deleteShotList(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    await refuseInUse(tx, { shotListId: id }, "shot list");
    const { count } = await tx.shotList.deleteMany({ where: { id } });
    return count === 1;
  });
}
