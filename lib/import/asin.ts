import { RowError } from "#lib/import/row.ts";
import { asinSchema } from "#lib/schemas/variant.ts";

const IN_ADDRESS = /\/(?:dp|gp\/product|gp\/aw\/d|exec\/obidos\/asin|asin)\/([A-Z0-9]{10})(?=[/?#]|$)/i;

function bad(cell: string, reason: string): RowError {
  return new RowError("BAD_ASIN", `"${cell.slice(0, 60)}": ${reason}`);
}

/** The ISBN-10 in a book's EAN: its digits without 978, with another check digit. */
function isbn10(ean: string): string {
  const digits = ean.slice(3, 12);
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return digits + (check === 10 ? "X" : String(check));
}

function isIsbn10(text: string): boolean {
  return /^\d{9}[\dX]$/i.test(text) && isbn10(`978${text.slice(0, 9)}0`) === text.toUpperCase();
}

function hasCheckDigit(ean: string): boolean {
  const sum = [...ean].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/** Amazon knows barcodes, but does not identify products by them. */
export const isBarcode = (text: string) => /^\d{12,14}$/.test(text);

function byDigits(cell: string, digits: string): string {
  if (/^97[89]\d{10}$/.test(digits)) {
    if (!hasCheckDigit(digits)) throw bad(cell, "This is not an ISBN: the check digit is wrong.");
    if (digits.startsWith("979"))
      throw bad(cell, "Books with an ISBN starting with 979 have a separate ASIN. Use that.");
    return isbn10(digits);
  }
  if (isBarcode(digits)) throw bad(cell, "This is an EAN or UPC barcode. Use the ASIN, or the SKU column.");
  if (/^\d{1,8}[\dX]$/i.test(digits)) {
    const count = 10 - digits.length;
    const zeros = count === 1 ? "a zero" : `${count} zeros`;
    throw bad(
      cell,
      `It has ${digits.length} digits: Excel removed ${zeros} from the start. Format the column as text and restore them.`,
    );
  }
  if (digits !== cell && !isIsbn10(digits)) throw bad(cell, "This is neither an ASIN nor an ISBN.");
  return digits;
}

/** Null for an empty cell. Throws `RowError`, also with what a spreadsheet did to the value. */
export function parseAsin(cell: string | undefined): string | null {
  const value = cell?.trim() ?? "";
  if (value === "") return null;
  const inAddress = IN_ADDRESS.exec(value)?.[1];
  if (inAddress) return inAddress.toUpperCase();
  if (/^\d+(?:[.,]\d+)?E\+?\d+$/i.test(value))
    throw bad(value, "Excel rounded this number. Format the column as text, and enter it again.");
  const digits = value.replaceAll(/[\s\u2010-\u2015-]/g, "");
  const number = /^\d+X?$/i.test(digits) ? byDigits(value, digits) : value;
  const asin = asinSchema.safeParse(number);
  if (!asin.success) throw bad(value, asin.error.issues[0]?.message ?? "");
  return asin.data;
}
