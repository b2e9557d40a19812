import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { microsOf } from "#lib/schemas/money.ts";
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

export async function changeSettings({ budgetDayUsd, budgetMonthUsd, ...rest }: SettingsPatch): Promise<void> {
  const data = {
    ...(budgetDayUsd === undefined ? {} : { budgetDayMicros: toMicros(budgetDayUsd) }),
    ...(budgetMonthUsd === undefined ? {} : { budgetMonthMicros: toMicros(budgetMonthUsd) }),
    ...rest,
  };
  await db.settings.upsert({ where: ONLY, create: { ...ONLY, ...data }, update: data, select: { id: true } });
}
