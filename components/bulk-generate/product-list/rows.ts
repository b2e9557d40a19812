import type { ProductSummary, Products } from "#lib/schemas/product.ts";

/** Where the list was opened: it grows from there, page by page. */
export type ListEnd = "start" | "end";

/** Rows drawn for what is still to come. */
const PLACEHOLDERS = 8;

/** What has been loaded so far. Positions count from 0 over the whole list. */
export type Rows = {
  products: readonly ProductSummary[];
  /** The place of the first of `products`. */
  first: number;
  /** Placeholders before and after them. */
  before: number;
  after: number;
  /** How many rows the whole list has; null while nobody has counted them. */
  total: number | null;
};

/** The rows of the pages loaded so far, in the order of the list. Pages from its end come last page first. */
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

/** How many rows the list draws a place for. */
export const countRows = ({ products, before, after }: Rows) => before + products.length + after;

/** Rows from the edge of what is loaded at which the next page is asked for. */
const NEAR = 20;

/** Do the rows in view (counted from the first placeholder) come near those that are still to be loaded? */
export function isNearEdge(rows: Rows, firstInView: number, lastInView: number): boolean {
  if (rows.before > 0) return firstInView < rows.before + NEAR;
  return rows.after > 0 && lastInView >= rows.products.length - NEAR;
}
