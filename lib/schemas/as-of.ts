import { z } from "zod";

const SNAPSHOT = /^(\d{1,19}):(\d{1,19}):((?:\d{1,19},)*\d{1,19})?$/;
const time = z.iso.datetime().refine((value) => !value.startsWith("0000"), "The year 0 does not exist.");

/**
 * PostgreSQL's format of a snapshot: first transaction, next transaction, and the running ones between them in order.
 */
function isSnapshot(text: string): boolean {
  const [, first = "0", next = "0", running] = SNAPSHOT.exec(text) ?? [];
  const [from, to] = [BigInt(first), BigInt(next)];
  const ids = (running?.split(",") ?? []).map(BigInt);
  const inOrder = ids.every((id, place) => id >= from && id < to && (place === 0 || id > (ids[place - 1] ?? 0n)));
  return from > 0n && to >= from && to < 2n ** 62n && inOrder;
}

/** When a count was taken: its time, and the transactions that it saw. */
export type AsOf = { time: string; snapshot: string | null };

/** `<time>/<snapshot>` as the API returns it, or a time alone. */
export const asOfSchema = z.string().transform((value, context): AsOf => {
  const [at = "", snapshot = null] = value.split("/", 2);
  const isTime = time.safeParse(at).success;
  if (isTime && (snapshot === null || isSnapshot(snapshot))) return { time: at, snapshot };
  context.addIssue("Use the asOf of a summary, or a time such as 2026-01-31T12:00:00Z.");
  return z.NEVER;
});
