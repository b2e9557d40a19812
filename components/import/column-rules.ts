import type { Column } from "#lib/schemas/import.ts";
import { FIELDS, type Field, mappingProblem } from "#lib/schemas/import-fields.ts";
import { isObject } from "#lib/schemas/url-values.ts";
import { ALL_VARIANTS } from "#lib/schemas/variant-names.ts";

/** By column number from 0. */
export type Changes = Record<string, Column>;

const isColumn = (value: unknown): value is Column =>
  value === null || (typeof value === "string" && MEANINGS.some((meaning) => meaning.value === value));

/** Null for what is not a set of changes. */
export function readChanges(value: unknown): Changes | null {
  const isChange = ([index, column]: [string, unknown]) => /^\d{1,3}$/.test(index) && isColumn(column);
  return isObject(value) && Object.entries(value).every(isChange) ? (value as Changes) : null;
}

/** Represents a skipped column where a list of options needs a value. */
const SKIPPED = "skipped";

const FIELD_LABELS: Record<Field, string> = {
  sku: "SKU",
  asin: "ASIN",
  title: "Title",
  category: "Category",
  variant: "Variant (Amazon image slot)",
  image: "Photo (path or link)",
  productId: "Product ID",
  productIdType: "Type of product ID",
  handle: "Handle (groups rows)",
  position: "Position of the photo",
};

const MEANINGS = [
  { value: SKIPPED, label: "Skip" },
  ...FIELDS.map((value) => ({ value: value as string, label: FIELD_LABELS[value] })),
  ...ALL_VARIANTS.map((value) => ({ value, label: `${value} photos` })),
];

export const optionOf = (column: Column): string => column ?? SKIPPED;

export const meaningOf = (option: string): Column => (option === SKIPPED ? null : (option as Column));

export function columnOptions(names: readonly string[], columns: readonly Column[], index: number) {
  const holders = new Map(columns.map((column, at) => [column, at]));
  return MEANINGS.map((option) => {
    const holder = holders.get(option.value as Column);
    if (holder === undefined || holder === index) return option;
    return { ...option, detail: `Instead of ${columnName(names[holder], holder)}` };
  });
}

export const columnName = (name: string | undefined, index: number): string =>
  name?.trim() ? `“${name.trim()}”` : `column ${index + 1}`;

/** The column that had this meaning is skipped. */
export function withMapping(columns: readonly Column[], index: number, mapping: Column): Column[] {
  return columns.map((column, at) => {
    if (at === index) return mapping;
    return column === mapping ? null : column;
  });
}

export function applyChanges(guess: readonly Column[], changes: Changes | null): Column[] {
  return guess.map((column, index) => (changes && Object.hasOwn(changes, index) ? (changes[index] ?? null) : column));
}

export function changesOf(guess: readonly Column[], columns: readonly Column[]): Changes | null {
  const changed = columns.flatMap((column, index) => (column === guess[index] ? [] : [[String(index), column]]));
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

/** A zip of named files has no columns. */
export function columnProblem(columns: readonly Column[]): string | null {
  return columns.length === 0 ? null : mappingProblem(columns);
}
