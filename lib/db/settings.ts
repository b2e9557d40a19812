import "server-only";
import { changesOf, record } from "#lib/db/audit.ts";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { microsOf, usdOf } from "#lib/schemas/money.ts";
import type { SettingsPatch } from "#lib/schemas/settings.ts";

const ONLY = { id: 1 };

const toMicros = (usd: number | null) => (usd === null ? null : BigInt(microsOf(usd)));

/** The model that a person chose for new jobs; null for that of the configuration. */
export async function findModelSetting(tx: Transaction = db): Promise<string | null> {
  const settings = await tx.settings.findUnique({ where: ONLY, select: { model: true } });
  return settings?.model ?? null;
}

/** May editors approve and reject images? */
export async function mayEditorsApprove(): Promise<boolean> {
  const settings = await db.settings.findUnique({ where: ONLY, select: { editorsApprove: true } });
  return settings?.editorsApprove ?? false;
}

type Row = {
  budgetDayMicros: bigint | null;
  budgetMonthMicros: bigint | null;
  model: string | null;
  editorsApprove: boolean;
};

const toUsd = (micros: bigint | null = null) => (micros === null ? null : usdOf(Number(micros)));

const factsOf = (row: Row | null) => ({
  budgetDayUsd: toUsd(row?.budgetDayMicros),
  budgetMonthUsd: toUsd(row?.budgetMonthMicros),
  model: row?.model ?? null,
  editorsApprove: row?.editorsApprove ?? false,
});

export async function changeSettings({ budgetDayUsd, budgetMonthUsd, ...rest }: SettingsPatch): Promise<void> {
  const data = {
    ...(budgetDayUsd === undefined ? {} : { budgetDayMicros: toMicros(budgetDayUsd) }),
    ...(budgetMonthUsd === undefined ? {} : { budgetMonthMicros: toMicros(budgetMonthUsd) }),
    ...rest,
  };
  const select = { budgetDayMicros: true, budgetMonthMicros: true, model: true, editorsApprove: true };
  await transaction(async (tx) => {
    const before = await tx.settings.findUnique({ where: ONLY, select });
    const after = await tx.settings.upsert({ where: ONLY, create: { ...ONLY, ...data }, update: data, select });
    const details = changesOf(factsOf(before), factsOf(after));
    if (Object.keys(details).length > 0) await record("settings.change", { details }, tx);
  });
}
