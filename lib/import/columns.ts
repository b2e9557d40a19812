import { type Column, FIELDS, type Field } from "#lib/schemas/import.ts";
import { slotSchema } from "#lib/schemas/variant.ts";

/** Other names of the fields: those of Amazon's own files and reports, and what people write. */
const SYNONYMS: Record<Field, readonly string[]> = {
  sku: ["sellersku", "itemsku", "merchantsku", "contributionsku", "artikelnummer"],
  asin: ["asin1", "childasin"],
  title: ["itemname", "name", "productname", "producttitle", "titel"],
  category: ["producttype", "itemtype", "feedproducttype", "kategorie"],
  variant: ["slot", "imagevariant"],
  image: ["imageurl", "imagelink", "picture", "photo", "bild"],
};

/** Amazon's names for the columns of pictures in its listing files. */
const AMAZON_SLOTS: [RegExp, (number: number) => string][] = [
  [/^mainimage(?:url|locator)?$/, () => "MAIN"],
  [/^otherimage(?:url|locator)?(\d)$/, (number) => `PT0${number}`],
  [/^swatchimage(?:url|locator)?$/, () => "SWCH"],
];

/** A name as names are compared: without case, spaces and signs. */
const bare = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

function meaningOf(name: string): Column {
  const key = bare(name);
  const field = FIELDS.find((known) => known === key) ?? FIELDS.find((known) => SYNONYMS[known].includes(key));
  if (field) return field;
  const slot = slotSchema.safeParse(name);
  if (slot.success) return slot.data;
  for (const [pattern, slotOf] of AMAZON_SLOTS) {
    const match = pattern.exec(key);
    if (match) return slotOf(Number(match[1]));
  }
  return null;
}

/** What the columns of a header probably mean: an exact name goes before another word for it, the first of two alike counts. */
export function guessColumns(header: readonly string[]): Column[] {
  const exact = new Set(header.map((name) => name.trim().toLowerCase()));
  const taken = new Set<string>();
  return header.map((name) => {
    const column = meaningOf(name);
    const isExact = column !== null && name.trim().toLowerCase() === column.toLowerCase();
    if (column === null || taken.has(column) || (!isExact && exact.has(column.toLowerCase()))) return null;
    taken.add(column);
    return column;
  });
}

/** A row's cells by what they mean: its fields, and its pictures by slot. */
export type Cells = { fields: Partial<Record<Field, string>>; slots: [slot: string, cell: string][] };

const isField = (column: string): column is Field => FIELDS.some((field) => field === column);

/** Sorts the values of a row by what their columns mean. */
export function cellsOf(values: readonly string[], columns: readonly Column[]): Cells {
  const cells: Cells = { fields: {}, slots: [] };
  for (const [index, column] of columns.entries()) {
    const value = unwrap(values[index] ?? "");
    if (column === null || value === "") continue;
    if (isField(column)) cells.fields[column] = value;
    else cells.slots.push([column, value]);
  }
  return cells;
}

/**
 * Spaces off the ends, and what else spreadsheets need: around digits that are to stay as they are (`="00123"`), and before
 * what would be taken for a formula (`'=A1`).
 */
function unwrap(value: string): string {
  const trimmed = value.trim();
  return /^="([^"]*)"$/.exec(trimmed)?.[1]?.trim() ?? trimmed.replace(/^'(?=[=+\-@])/, "");
}
