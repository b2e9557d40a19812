import "server-only";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import type { OfferedModel } from "#lib/db/generated/client.ts";

export type KnownModel = Pick<OfferedModel, "name" | "listed" | "goneAt" | "replacement">;

/** Each id once. */
export type ListedModel = { id: string; name: string };

/** What Google's list and its answers say of models, by their ids. */
export async function findOfferedModels(account: string, tx: Transaction = db): Promise<Map<string, KnownModel>> {
  const rows = await tx.offeredModel.findMany({
    where: { account },
    select: { model: true, name: true, listed: true, goneAt: true, replacement: true },
  });
  return new Map(rows.map(({ model, ...known }) => [model, known]));
}

/** In the place of the last list. What calls found out stays: a listed model can still be gone. */
export function saveOfferedModels(account: string, models: ListedModel[]): Promise<void> {
  return transaction(async (tx) => {
    await tx.offeredModel.deleteMany({ where: { account, goneAt: null } });
    await tx.offeredModel.updateMany({ where: { account }, data: { listed: false } });
    await tx.$executeRaw`
      INSERT INTO "OfferedModel" (account, model, name, listed)
      SELECT ${account}, id, name, true FROM json_to_recordset(${JSON.stringify(models)}::text::json) AS model (id text, name text)
      ON CONFLICT (account, model) DO UPDATE SET listed = true, name = excluded.name`;
  });
}

export async function markGone(
  tx: Transaction,
  account: string,
  { model, replacement }: { model: string; replacement: string | null },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "OfferedModel" (account, model, "goneAt", replacement)
    VALUES (${account}, ${model}, now(), ${replacement})
    ON CONFLICT (account, model) DO UPDATE SET "goneAt" = now(), replacement = excluded.replacement`;
}

/** A call proves that it lives. */
export async function unmarkGone(tx: Transaction, account: string, model: string): Promise<void> {
  await tx.offeredModel.updateMany({
    where: { account, model, goneAt: { not: null } },
    data: { goneAt: null, replacement: null },
  });
}
