import { parseAsin } from "#lib/import/asin.ts";
import type { Cells } from "#lib/import/columns.ts";
import { parsePhotos } from "#lib/import/photo-cells.ts";
import { type ImportRow, parse, RowError, skuText } from "#lib/import/row.ts";
import { MAX_CATEGORY_LENGTH, MAX_TITLE_LENGTH } from "#lib/schemas/limits.ts";
import { text } from "#lib/schemas/text.ts";

const titleText = text(MAX_TITLE_LENGTH);
const categoryText = text(MAX_CATEGORY_LENGTH);

/** Excel saves long numbers as 1.23457E+12: the other digits are lost, and different numbers become equal. */
function parseSku(cell: string | undefined): string | null {
  const sku = parse(cell, skuText, "BAD_SKU");
  if (sku === null || !/^\d+(?:[.,]\d+)?E\+\d+$/i.test(sku)) return sku;
  throw new RowError("BAD_SKU", `${sku}: Excel rounded this SKU. Format the column as text, and enter it again.`);
}

/** Types of product ids in Amazon's files that mean ASIN or ISBN; 1 and 2 are from its reports. */
const isAsinType = (type: string | undefined) => type === undefined || /^(?:ASIN|ISBN|1|2)$/i.test(type.trim());

function asinOf({ asin, productId, productIdType }: Cells["fields"]): string | null {
  const own = parseAsin(asin);
  if (own !== null || productId === undefined || !isAsinType(productIdType)) return own;
  // Without a type a product id may be anything.
  return productIdType === undefined && !/^B0[A-Z0-9]{8}$/i.test(productId.trim()) ? null : parseAsin(productId);
}

const isEmpty = ({ fields: { position: _position, ...fields }, variants }: Cells) =>
  variants.length === 0 && Object.values(fields).every((cell) => cell.trim() === "");

/** Null if all cells are empty. Throws `RowError`. */
export function readRow(cells: Cells): ImportRow | null {
  const { fields } = cells;
  if (isEmpty(cells)) return null;
  const asin = asinOf(fields);
  const sku = parseSku(fields.sku);
  const title = parse(fields.title, titleText, "BAD_TEXT");
  const category = parse(fields.category, categoryText, "BAD_TEXT");
  const pictures = parsePhotos(cells);
  if (asin === null && sku === null) throw new RowError("NO_IDENTIFIER", "The row needs an ASIN or a SKU.");
  return { asin, sku, title, category, titleIfNew: title ?? asin, pictures, fromName: null };
}
