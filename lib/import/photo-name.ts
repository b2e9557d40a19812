import { parseAsin } from "#lib/import/asin.ts";
import { type ImportRow, RowError, skuText } from "#lib/import/row.ts";
import { isZipName, PICTURE_NAME } from "#lib/schemas/upload.ts";
import { variantSchema } from "#lib/schemas/variant.ts";
import { LISTING_VARIANTS } from "#lib/schemas/variant-names.ts";

const MAX_NAME_LENGTH = 1_000;
const HINT = "Name it ASIN.VARIANT.jpg, e.g. B000123456.PT01.jpg.";
/** Suffixes of second copies. */
const COPY = /(?:[ _-]*\(\d+\)|[ _-]+(?:copy|kopie|copie|copia)(?:[ _-]*\d+)?)$/i;
const AT_END = /^(.*[^._\- ])[._\- ]+([a-z]+\d{0,2})$/i;

function stemOf(name: string): string {
  let bare = PICTURE_NAME.test(name) ? name : name.replace(/\.\w{1,5}$/, "");
  while (PICTURE_NAME.test(bare)) bare = bare.replace(PICTURE_NAME, "");
  let stem = bare.replace(/^[._\- ]+/, "");
  while (COPY.test(stem)) stem = stem.replace(COPY, "");
  return stem;
}

const variantOf = (word: string) => variantSchema.safeParse(word).data ?? null;

/** In a product's folder photos may be numbered, the main one first. */
function variantOfNumber(word: string): string | null {
  const number = /^0?\d{1,2}$/.test(word) ? Number(word) : 0;
  if (number === 0) return null;
  return LISTING_VARIANTS[number - 1] ?? null;
}

type Named = { id: string; variant: string };

function readName(path: string): Named {
  if (path.length > MAX_NAME_LENGTH) throw new RowError("BAD_FILE_NAME", HINT);
  const parts = path.split("/");
  const folder = parts.at(-2) ?? "";
  const stem = stemOf(parts.at(-1) ?? "");
  const inFolder = folder ? (variantOf(stem) ?? variantOfNumber(stem)) : null;
  if (folder && inFolder) return { id: folder, variant: inFolder };
  const [, id = "", word = ""] = AT_END.exec(stem) ?? [];
  const variant = variantOf(word);
  return variant ? { id, variant } : { id: stem, variant: "MAIN" };
}

function unknownName(id: string, asinError: RowError): RowError {
  const [, asin, tail = ""] = /^([A-Z0-9]{10})[._\- ](.+)$/i.exec(id) ?? [];
  if (asin && /^[a-z]+\d*$/i.test(tail))
    return new RowError(
      "BAD_VARIANT",
      `"${tail}" is not one of Amazon's variants, such as MAIN, PT01 or SWCH. ${HINT}`,
    );
  if (asin) return new RowError("BAD_FILE_NAME", HINT);
  if (/\d{12,14}/.test(id)) return new RowError("BAD_ASIN", `${asinError.message} ${HINT}`);
  const shown = JSON.stringify(id.slice(0, 60));
  return new RowError("BAD_ASIN", `${shown} is neither an ASIN nor the SKU of a product in the catalogue. ${HINT}`);
}

/**
 * `ASIN.VARIANT.ext`, `ASIN.ext` for MAIN, `ASIN/VARIANT.ext`, or the same with an existing SKU. A new product gets its
 * ASIN as title.
 */
export function readPhotoName(path: string): ImportRow {
  const { id, variant } = readName(path);
  if (isZipName(path)) throw new RowError("BAD_FILE_NAME", "Zips inside the zip are not read. Unpack them first.");
  let asin: string | null = null;
  let orElse: RowError | null = null;
  try {
    asin = parseAsin(id);
    if (asin === null) orElse = new RowError("BAD_FILE_NAME", HINT);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    orElse = unknownName(id, error);
  }
  const sku = skuText.safeParse(id).data || null;
  const pictures = [{ variant, path }];
  return { asin, sku, title: null, category: null, titleIfNew: asin, pictures, fromName: { orElse } };
}
