import { type Cells, MAX_LINK_LENGTH } from "#lib/import/columns.ts";
import { type PictureSource, parse, RowError } from "#lib/import/row.ts";
import { text } from "#lib/schemas/text.ts";
import { variantSchema } from "#lib/schemas/variant.ts";
import { LISTING_VARIANTS } from "#lib/schemas/variant-names.ts";

const linkText = text(MAX_LINK_LENGTH);
const pathText = text(1_000);

function bad(link: string, reason: string): RowError {
  return new RowError("BAD_LINK", `${JSON.stringify(link.slice(0, 60))}: ${reason}`);
}

/**
 * `//host` means https, `&amp;` is `&`, and an invalid percent escape is a percent sign. Throws `RowError` for what
 * can't be fetched.
 */
export function parseLink(cell: string): string {
  if (/^data:/i.test(cell))
    throw bad(cell, "The sheet can't contain pictures. Use a link, or add the picture in a zip.");
  if (/^www\./i.test(cell)) throw bad(cell, "A link must start with https://.");
  const whole = cell.startsWith("//") ? `https:${cell}` : cell;
  const link = parse(whole.replaceAll("&amp;", "&").replaceAll(/%(?![0-9a-f]{2})/gi, "%25"), linkText, "BAD_LINK");
  const url = link === null ? null : URL.parse(link);
  if (link === null || url === null) throw bad(cell, "This is not a complete link.");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw bad(link, "Only http:// and https:// links can be fetched.");
  if (url.username || url.password) throw new RowError("BAD_LINK", "Links with a user name are not fetched.");
  return link;
}

/**
 * Between two addresses in a cell; the next one must have a scheme. Runs of spaces match from their start only, or long
 * ones would take minutes.
 */
const BETWEEN = /(?<![\s,;|])[\s,;|]+(?=(?:https?:)?\/\/)/i;

const isAddress = (cell: string) => /^(?:[a-z][a-z0-9+.-]*:)?\/\/|^(?:data:|www\.)/i.test(cell);

const freeVariants = (taken: ReadonlySet<string>) =>
  LISTING_VARIANTS.filter((variant) => variant !== "MAIN" && !taken.has(variant)).values();

function parsePicture(variant: string, cell: string): PictureSource {
  if (isAddress(cell)) return { variant, url: parseLink(cell) };
  return { variant, path: parse(cell, pathText, "BAD_TEXT") ?? "" };
}

/** The first photo of a cell is for the cell's variant, the others for the next free PT. */
export function parsePhotos({ fields, variants }: Cells): PictureSource[] {
  const variant = parse(fields.variant, variantSchema, "BAD_VARIANT");
  const isNamed = fields.variant !== undefined;
  const image = fields.image?.trim() ?? "";
  if (image !== "" && variant === null && isNamed)
    throw new RowError("BAD_VARIANT", "A photo needs a variant: fill in the column variant, e.g. MAIN or PT01.");
  const cells: [string, string][] = image === "" ? variants : [[variant ?? "MAIN", image], ...variants];
  if (cells.length === 0) return [];
  const free = freeVariants(new Set(cells.map(([own]) => own)));
  return cells.flatMap(([own, cell]) => {
    const [first = "", ...more] = isAddress(cell) ? cell.split(BETWEEN) : [cell];
    const others = more.map((address) => {
      const next = free.next();
      if (next.done) throw new RowError("BAD_VARIANT", "The row has more photos than Amazon has variants for.");
      return parsePicture(next.value, address);
    });
    return [parsePicture(own, first), ...others];
  });
}
