import { randomUUIDv7 } from "node:crypto";

/** Lists of rows that were written at once are sorted by their ids, and Node's are in no order within a millisecond. */
export function risingIds(count: number): string[] {
  return Array.from({ length: count }, () => randomUUIDv7()).sort();
}
