import type { Column, Import } from "./import.ts";

/** Names of the WHATWG Encoding Standard, as `TextDecoder` takes them. */
export const ENCODINGS = [
  "utf-8",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "macintosh",
  "shift_jis",
  "euc-jp",
  "gb18030",
  "big5",
  "euc-kr",
  "utf-16le",
  "utf-16be",
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * `productId` is an ASIN if `productIdType` says so. Rows with the same `handle` share title and photos, ordered by
 * `position`.
 */
export const FIELDS = [
  "sku",
  "asin",
  "title",
  "category",
  "variant",
  "image",
  "productId",
  "productIdType",
  "handle",
  "position",
] as const;
export type Field = (typeof FIELDS)[number];

/** Does a column identify products? */
export function namesProducts(columns: readonly Column[]): boolean {
  return columns.some((column) => column === "asin" || column === "sku" || column === "productId");
}

/** What is wrong with a mapping of columns, or null. */
export function mappingProblem(columns: readonly Column[]): string | null {
  const used = columns.filter((column) => column !== null);
  if (new Set(used).size < used.length) return "Map each field and each variant to one column only.";
  return namesProducts(columns) ? null : "Map one column to the ASIN or the SKU.";
}

export function isImportFinished({ status }: Pick<Import, "status">): boolean {
  return status === "COMPLETED" || status === "FAILED" || status === "CANCELLED";
}
