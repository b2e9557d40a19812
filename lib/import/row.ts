import type { z } from "zod";
import type { Cells } from "#lib/import/columns.ts";
import type { ImportErrorCode, ImportRowError } from "#lib/schemas/import.ts";
import { MAX_CATEGORY_LENGTH, MAX_SKU_LENGTH, MAX_TITLE_LENGTH } from "#lib/schemas/product.ts";
import { storableText, text } from "#lib/schemas/text.ts";
import { asinSchema, slotSchema } from "#lib/schemas/variant.ts";

const MAX_PATH_LENGTH = 1_000;
const MAX_LINK_LENGTH = 2_000;
const MAX_MESSAGE_LENGTH = 2_000;

/** Where a row came from: its number in the sheet, or the file's name in a zip without one. */
export type Origin = { row?: number; file?: string };

/** A picture of a row: a path in the zip, or a link to fetch it from. */
export type PictureSource = { variant: string } & ({ path: string } | { url: string });

/** One line of an import, checked: null where a cell is empty. */
export type ImportRow = {
  asin: string | null;
  sku: string | null;
  title: string | null;
  category: string | null;
  /** The title of a product that is not there yet. */
  titleIfNew: string | null;
  pictures: PictureSource[];
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
    return { ...origin, code: this.code, message: storableText(this.message, MAX_MESSAGE_LENGTH) };
  }
}

function parse(cell: string | undefined, schema: z.ZodType<string>, code: ImportErrorCode): string | null {
  const value = cell?.trim() ?? "";
  if (value === "") return null;
  if (value.includes("\ufffd")) throw new RowError("BAD_TEXT", 'The text is not UTF-8. Save the sheet as "CSV UTF-8".');
  const result = schema.safeParse(value);
  if (!result.success)
    throw new RowError(code, `${JSON.stringify(value.slice(0, 60))}: ${result.error.issues[0]?.message}`);
  return result.data;
}

/** Excel shows long numbers as 1.23457E+12, and saves them so: the other digits are gone, and many become one. */
function parseSku(cell: string | undefined): string | null {
  const sku = parse(cell, text(MAX_SKU_LENGTH), "BAD_SKU");
  if (sku === null || !/^\d+(?:[.,]\d+)?E\+\d+$/i.test(sku)) return sku;
  throw new RowError("BAD_SKU", `${sku}: Excel has rounded this SKU. Format the column as text, and enter it again.`);
}

/** The ASIN of a book is its ISBN of ten digits, and one that begins with 0 loses it in Excel. */
function parseAsin(cell: string | undefined): string | null {
  if (/^\s*\d{8}[\dX]\s*$/i.test(cell ?? ""))
    throw new RowError(
      "BAD_ASIN",
      `"${cell?.trim()}" has nine digits: Excel has taken a 0 off its start. Format the column as text, and put it back.`,
    );
  return parse(cell, asinSchema, "BAD_ASIN");
}

function parseLink(cell: string): string {
  const link = parse(cell, text(MAX_LINK_LENGTH), "BAD_LINK") ?? "";
  const url = URL.parse(link);
  const shown = JSON.stringify(link.slice(0, 60));
  if (!url) throw new RowError("BAD_LINK", `${shown} is not a complete link.`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new RowError("BAD_LINK", `${shown}: only http:// and https:// links can be fetched.`);
  if (url.username || url.password) throw new RowError("BAD_LINK", "Links with a user name in them are not fetched.");
  return link;
}

function parsePicture(variant: string, cell: string): PictureSource {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(cell)) return { variant, url: parseLink(cell) };
  return { variant, path: parse(cell, text(MAX_PATH_LENGTH), "BAD_TEXT") ?? "" };
}

function parsePictures({ fields, slots }: Cells): PictureSource[] {
  const pictures = slots.map(([variant, cell]) => parsePicture(variant, cell));
  const variant = parse(fields.variant, slotSchema, "BAD_SLOT");
  if (!fields.image?.trim()) return pictures;
  if (variant === null)
    throw new RowError("BAD_SLOT", "A picture needs a slot: fill in the column variant, e.g. MAIN or PT01.");
  return [parsePicture(variant, fields.image.trim()), ...pictures];
}

/** Checks the cells of one row of a sheet; null where all of them are empty. Throws `RowError`. */
export function readRow(cells: Cells): ImportRow | null {
  const { fields, slots } = cells;
  if (slots.length === 0 && Object.values(fields).every((cell) => cell.trim() === "")) return null;
  const asin = parseAsin(fields.asin);
  const sku = parseSku(fields.sku);
  const title = parse(fields.title, text(MAX_TITLE_LENGTH), "BAD_TEXT");
  const category = parse(fields.category, text(MAX_CATEGORY_LENGTH), "BAD_TEXT");
  const pictures = parsePictures(cells);
  if (asin === null && sku === null) throw new RowError("NO_IDENTIFIER", "The row needs an ASIN or a SKU.");
  return { asin, sku, title, category, titleIfNew: title, pictures };
}

/** Reads `ASIN.VARIANT.ext` or, as Amazon does, `ASIN.ext` for MAIN. A new product is named by its ASIN. Throws `RowError`. */
export function readSlotName(path: string): ImportRow {
  const name = path.split("/").at(-1) ?? path;
  const parts = name.split(".");
  if (parts.length !== 2 && parts.length !== 3)
    throw new RowError("BAD_FILE_NAME", "Name it ASIN.SLOT.ext, e.g. B000123456.PT01.jpg.");
  const asin = parse(parts[0], asinSchema, "BAD_ASIN");
  const variant = parse(parts.length === 3 ? parts[1] : "MAIN", slotSchema, "BAD_SLOT");
  if (asin === null || variant === null)
    throw new RowError("BAD_FILE_NAME", "Name it ASIN.SLOT.ext, e.g. B000123456.PT01.jpg.");
  return { asin, sku: null, title: null, category: null, titleIfNew: asin, pictures: [{ variant, path }] };
}
