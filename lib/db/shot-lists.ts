import "server-only";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { nameTaken, recordPrompt, refuseInUse } from "#lib/db/named-rows.ts";
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

export async function findShotList(id: string, tx: Transaction = db): Promise<ShotList | null> {
  const row = await tx.shotList.findUnique({ where: { id }, select: shotListSelect });
  return row && toShotList(row);
}

/** Throws a 409 where the name is taken. */
export function createShotList(data: ShotListInput): Promise<ShotList> {
  return transaction(async (tx) => {
    const created = toShotList(await tx.shotList.create({ data, select: shotListSelect }).catch(taken));
    await recordPrompt(tx, "shot list", null, created);
    return created;
  });
}

/** Null where it does not exist. Throws a 409 where the name is taken. */
export function updateShotList(id: string, patch: ShotListPatch): Promise<ShotList | null> {
  return transaction(async (tx) => {
    const before = await findShotList(id, tx);
    await tx.shotList.updateMany({ where: { id }, data: patch }).catch(taken);
    const after = await findShotList(id, tx);
    await recordPrompt(tx, "shot list", before, after);
    return after;
  });
}

/** False where it does not exist. Throws a 409 while an unfinished job uses it. */
export function deleteShotList(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    await refuseInUse(tx, { shotListId: id }, "shot list");
    const before = await findShotList(id, tx);
    const { count } = await tx.shotList.deleteMany({ where: { id } });
    if (count === 1) await recordPrompt(tx, "shot list", before, null);
    return count === 1;
  });
}
