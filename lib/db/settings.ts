import "server-only";
import { db } from "#lib/db/client.ts";
import { microsOf } from "#lib/schemas/money.ts";
import type { BudgetsPatch } from "#lib/schemas/settings.ts";

const toMicros = (usd: number | null) => (usd === null ? null : BigInt(microsOf(usd)));

export async function changeSettings({ budgetDayUsd, budgetMonthUsd }: BudgetsPatch): Promise<void> {
  const data = {
    ...(budgetDayUsd === undefined ? {} : { budgetDayMicros: toMicros(budgetDayUsd) }),
    ...(budgetMonthUsd === undefined ? {} : { budgetMonthMicros: toMicros(budgetMonthUsd) }),
  };
  await db.settings.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data });
}
