import type { ProductSummary, Products } from "#lib/schemas/product.ts";

export type ListEnd = "start" | "end";

const PLACEHOLDERS = 8;

/** Positions count from 0 in the whole list. */
export type Rows = {
  products: readonly ProductSummary[];
  /** Position of the first of `products`. */
  first: number;
  /** Placeholders before and after them. */
  before: number;
  after: number;
  /** Rows in the whole list; null while unknown. */
  total: number | null;
};

/** Pages from the end of the list come last page first. */
export function rowsOf(pages: readonly Products[] | undefined, from: ListEnd): Rows {
  if (!pages) return { products: [], first: 0, before: 0, after: PLACEHOLDERS, total: null };
  const loaded = pages.flatMap(({ products }) => products);
  const isWhole = pages.at(-1)?.nextCursor === null;
  if (isWhole) {
    const products = from === "end" ? loaded.reverse() : loaded;
    return { products, first: 0, before: 0, after: 0, total: loaded.length };
  }
  const counted = pages[0]?.total ?? null;
  const total = counted === null ? null : Math.max(counted, loaded.length + 1);
  const rest = Math.min(PLACEHOLDERS, total === null ? PLACEHOLDERS : total - loaded.length);
  if (from === "start") return { products: loaded, first: 0, before: 0, after: rest, total };
  return { products: loaded.reverse(), first: (total ?? 0) - loaded.length, before: rest, after: 0, total };
}

export const countRows = ({ products, before, after }: Rows) => before + products.length + after;

/** In rows, from the edge of the loaded part. */
const NEAR = 20;

/** `firstInView` and `lastInView` count from the first placeholder. */
export function isNearEdge(rows: Rows, firstInView: number, lastInView: number): boolean {
  if (rows.before > 0) return firstInView < rows.before + NEAR;
  return rows.after > 0 && lastInView >= rows.products.length - NEAR;
}
