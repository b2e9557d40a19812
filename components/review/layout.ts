/** Which images (by their index in the whole list) are in which row and column. */
export type Layout = {
  rows: readonly (readonly number[])[];
  /** By index: the row. */
  rowOf: readonly number[];
  /** By index: which of the candidates for its product and variant the image is, from 1, and of how many. */
  memberOf: readonly { member: number; of: number }[];
};

type Run = { start: number; length: number };

export type Candidate = { productId: string; targetVariant: string };

function runsOf(candidates: readonly Candidate[]): Run[] {
  const runs: Run[] = [];
  candidates.forEach(({ productId, targetVariant }, index) => {
    const last = runs.at(-1);
    const before = candidates[index - 1];
    if (last && before?.productId === productId && before.targetVariant === targetVariant) last.length += 1;
    else runs.push({ start: index, length: 1 });
  });
  return runs;
}

/** The candidates for a product's variant that don't fit in what is left of a row begin a new one. */
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

/** At the edges the same index. */
export function step({ rows, rowOf }: Layout, index: number, direction: Direction): number {
  const last = rowOf.length - 1;
  if (direction === "start") return 0;
  if (direction === "end") return last;
  if (direction === "left") return Math.max(0, index - 1);
  if (direction === "right") return Math.min(last, index + 1);
  const row = rowOf[index] ?? 0;
  const column = rows[row]?.indexOf(index) ?? 0;
  const target = rows[row + (direction === "up" ? -1 : 1)];
  return target?.[Math.min(column, target.length - 1)] ?? index;
}

const LEAST_TILE = 176;
const LEAST_COLUMNS = 2;

export const columnsIn = (width: number): number => Math.max(LEAST_COLUMNS, Math.floor(width / LEAST_TILE));
