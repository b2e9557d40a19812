import type { z } from "zod";
import type { ImportErrorCode, ImportRowError } from "#lib/schemas/import.ts";
import { MAX_CATEGORY_LENGTH, MAX_SKU_LENGTH, MAX_TITLE_LENGTH } from "#lib/schemas/product.ts";
import { text } from "#lib/schemas/text.ts";
import { asinSchema, slotSchema } from "#lib/schemas/variant.ts";

/** Where a row came from: its number in the sheet, or the file's name in a zip without one. */
export type Origin = { row?: number; file?: string };

/** One line of an import, checked: null where a cell is empty. A picture always comes with its slot. */
export type ImportRow = Origin & {
  asin: string | null;
  sku: string | null;
  title: string | null;
  category: string | null;
  picture: { variant: string; path: string } | null;
};

/** A row that does not go in, with the reason that the seller reads. */
export class RowError extends Error {
  override readonly name = "RowError";
  readonly code: ImportErrorCode;
  constructor(code: ImportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  toEntry(origin: Origin): ImportRowError {
    return { ...origin, code: this.code, message: this.message };
  }
}

export const COLUMNS = ["sku", "asin", "title", "category", "variant", "image"] as const;
export type Cells = Partial<Record<(typeof COLUMNS)[number], string>>;

function parse(cell: string | undefined, schema: z.ZodType<string>, code: ImportErrorCode): string | null {
  const value = cell?.trim() ?? "";
  if (value === "") return null;
  if (value.includes("\ufffd")) throw new RowError("BAD_TEXT", 'The text is not UTF-8. Save the sheet as "CSV UTF-8".');
  const result = schema.safeParse(value);
  if (!result.success)
    throw new RowError(code, `${JSON.stringify(value.slice(0, 60))}: ${result.error.issues[0]?.message}`);
  return result.data;
}

function parsePicture(cells: Cells): ImportRow["picture"] {
  const path = parse(cells.image, text(1_000), "BAD_TEXT");
  const variant = parse(cells.variant, slotSchema, "BAD_SLOT");
  if (path === null) return null;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path))
    throw new RowError("LINK_NOT_SUPPORTED", "Links are not yet supported: put the picture into the zip.");
  if (variant === null)
    throw new RowError("BAD_SLOT", "A picture needs a slot: fill in the column variant, e.g. MAIN or PT01.");
  return { variant, path };
}

/** Checks the cells of one row of a sheet; null where all of them are empty. Throws `RowError`. */
export function readRow(cells: Cells, origin: Origin): ImportRow | null {
  if (COLUMNS.every((column) => !cells[column]?.trim())) return null;
  const asin = parse(cells.asin, asinSchema, "BAD_ASIN");
  const sku = parse(cells.sku, text(MAX_SKU_LENGTH), "BAD_SKU");
  const title = parse(cells.title, text(MAX_TITLE_LENGTH), "BAD_TEXT");
  const category = parse(cells.category, text(MAX_CATEGORY_LENGTH), "BAD_TEXT");
  const picture = parsePicture(cells);
  if (asin === null && sku === null) throw new RowError("NO_IDENTIFIER", "The row needs an ASIN or a SKU.");
  return { ...origin, asin, sku, title, category, picture };
}

/** Reads `ASIN.VARIANT.ext` or, as Amazon does, `ASIN.ext` for MAIN. The ASIN is the title until someone gives one. Throws `RowError`. */
export function readSlotName(path: string): ImportRow {
  const name = path.split("/").at(-1) ?? path;
  const parts = name.split(".");
  if (parts.length !== 2 && parts.length !== 3)
    throw new RowError("BAD_FILE_NAME", "Name it ASIN.SLOT.ext, e.g. B000123456.PT01.jpg.");
  const asin = parse(parts[0], asinSchema, "BAD_ASIN");
  const variant = parse(parts.length === 3 ? parts[1] : "MAIN", slotSchema, "BAD_SLOT");
  if (asin === null || variant === null)
    throw new RowError("BAD_FILE_NAME", "Name it ASIN.SLOT.ext, e.g. B000123456.PT01.jpg.");
  return { file: path, asin, sku: null, title: null, category: null, picture: { variant, path } };
}
