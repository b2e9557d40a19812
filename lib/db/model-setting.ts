import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";

const ONLY = { id: 1 };

/** The model that a person chose for new jobs; null for that of the configuration. */
export async function findModelSetting(tx: Transaction = db): Promise<string | null> {
  const settings = await tx.settings.findUnique({ where: ONLY, select: { model: true } });
  return settings?.model ?? null;
}

export async function saveModelSetting(model: string | null): Promise<void> {
  await db.settings.upsert({ where: ONLY, create: { ...ONLY, model }, update: { model }, select: { id: true } });
}
