/** `last` is included. */
export type RowsInView = { first: number; last: number };

/** Of rows of one height, those between `top` and `top + height`. The same object where they are those of `before`. */
export function rowsBetween(before: RowsInView | null, top: number, height: number, rowHeight: number): RowsInView {
  const first = Math.max(0, Math.floor(top / rowHeight));
  const last = Math.floor((top + height) / rowHeight);
  return before?.first === first && before.last === last ? before : { first, last };
}

type List = {
  count: number;
  /** Rows drawn before and after those in view. */
  spare: number;
  /** A row that is always drawn; -1 for none. */
  also: number;
};

/** Which rows of a long list are in the page. */
export function drawnRows({ first, last }: RowsInView, { count, spare, also }: List): number[] {
  const from = Math.max(0, Math.min(first, count - 1) - spare);
  const to = Math.min(count - 1, last + spare);
  const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, place) => from + place);
  if (also < 0 || also >= count || rows.includes(also)) return rows;
  return [...rows, also].sort((a, b) => a - b);
}
