import "server-only";
import { db, isMissingRow, MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { KEYS_KEPT_HOURS } from "#lib/db/old-rows.ts";
import { AppError } from "#lib/errors.ts";

const KEPT_MS = KEYS_KEPT_HOURS * 3_600_000;
const expired = () => new Date(Date.now() - KEPT_MS);

export type Idempotency = { key: string; requestHash: string };

async function findAnswer({ key, requestHash }: Idempotency): Promise<unknown> {
  const row = await db.idempotencyKey.findUnique({ where: { key } });
  if (!row || row.createdAt < expired()) return null;
  if (row.requestHash !== requestHash)
    throw new AppError("conflict", "This Idempotency-Key was used for another request. Use a new key.");
  return row.response;
}

type Once<Prepared, Answer> = {
  /** Reads what `write` needs; not asked again for a key that is known. */
  prepare: () => Promise<Prepared>;
  write: (tx: Transaction, prepared: Prepared) => Promise<Answer>;
  parse: (stored: unknown) => Answer;
};

/**
 * Writes at most once per key: for 24 hours the same key and request get the first answer again, however many ask at once and
 * whatever has become of what they ask for; another request under the key is a 409. It is done once more where something was
 * deleted between reading and writing it.
 */
export async function onceByKey<Prepared, Answer extends Prisma.InputJsonObject>(
  idempotency: Idempotency | null,
  { prepare, write, parse }: Once<Prepared, Answer>,
): Promise<Answer> {
  const known = idempotency && (await findAnswer(idempotency));
  if (known) return parse(known);
  const work = async () => writeOnce(idempotency, await prepare(), write);
  try {
    const answer = await work().catch((error: unknown) => {
      if (isMissingRow(error)) return work();
      throw error;
    });
    // As it is read again later, to the order of its fields.
    return parse(answer);
  } catch (error) {
    const first = idempotency && (await findAnswer(idempotency));
    if (first) return parse(first);
    throw error;
  }
}

async function writeOnce<Prepared, Answer extends Prisma.InputJsonObject>(
  idempotency: Idempotency | null,
  prepared: Prepared,
  write: Once<Prepared, Answer>["write"],
): Promise<Answer> {
  return transaction(async (tx) => {
    if (!idempotency) return write(tx, prepared);
    await tx.idempotencyKey.deleteMany({ where: { key: idempotency.key, createdAt: { lt: expired() } } });
    await tx.idempotencyKey.create({ data: { ...idempotency, response: {} } });
    const response = await write(tx, prepared);
    await tx.idempotencyKey.update({ where: { key: idempotency.key }, data: { response } });
    return response;
  }, MANY_ROWS);
}
