/** Which places (from 0, over the whole list) stand in which row and column. */
export type Layout = {
  rows: readonly (readonly number[])[];
  /** By place: its row. */
  rowOf: readonly number[];
  /** By place: which of the candidates for its product and variant it is, from 1, and of how many. */
  memberOf: readonly { member: number; of: number }[];
};

type Run = { start: number; length: number };

/** What can stand in a product's variant. */
export type Candidate = { productId: string; targetVariant: string };

/** Neighbours that are for one variant of one product. */
function runsOf(candidates: readonly Candidate[]): Run[] {
  const runs: Run[] = [];
  candidates.forEach(({ productId, targetVariant }, place) => {
    const last = runs.at(-1);
    const before = candidates[place - 1];
    if (last && before?.productId === productId && before.targetVariant === targetVariant) last.length += 1;
    else runs.push({ start: place, length: 1 });
  });
  return runs;
}

/** Fills rows from left to right. The candidates for a product's variant that don't fit in what is left of a row begin a new one. */
export function layOut(candidates: readonly Candidate[], columns: number): Layout {
  const rows: number[][] = [];
  const rowOf: number[] = [];
  const memberOf: { member: number; of: number }[] = [];
  for (const { start, length } of runsOf(candidates)) {
    const taken = rows.at(-1)?.length ?? columns;
    if (length > columns - taken) rows.push([]);
    for (let member = 0; member < length; member += 1) {
      if (rows.at(-1)?.length === columns) rows.push([]);
      rows.at(-1)?.push(start + member);
      rowOf.push(rows.length - 1);
      memberOf.push({ member: member + 1, of: length });
    }
  }
  return { rows, rowOf, memberOf };
}

export type Direction = "left" | "right" | "up" | "down" | "start" | "end";

/** The place that a key leads to from another one; at the edges that same place. */
export function step({ rows, rowOf }: Layout, place: number, direction: Direction): number {
  const last = rowOf.length - 1;
  if (direction === "start") return 0;
  if (direction === "end") return last;
  if (direction === "left") return Math.max(0, place - 1);
  if (direction === "right") return Math.min(last, place + 1);
  const row = rowOf[place] ?? 0;
  const column = rows[row]?.indexOf(place) ?? 0;
  const target = rows[row + (direction === "up" ? -1 : 1)];
  return target?.[Math.min(column, target.length - 1)] ?? place;
}

const LEAST_TILE = 176;
const LEAST_COLUMNS = 2;

/** How many columns fit in so many pixels. */
export const columnsIn = (width: number): number => Math.max(LEAST_COLUMNS, Math.floor(width / LEAST_TILE));
