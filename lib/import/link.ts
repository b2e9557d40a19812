import { parse, RowError } from "#lib/import/row.ts";
import { text } from "#lib/schemas/text.ts";

const MAX_LINK_LENGTH = 2_000;

function bad(link: string, reason: string): RowError {
  return new RowError("BAD_LINK", `${JSON.stringify(link.slice(0, 60))}: ${reason}`);
}

/**
 * The link in a cell as it is asked for: `//host` means https, `&amp;` is what HTML makes of `&`, and a percent sign that
 * encodes nothing is one. Throws `RowError` for what can't be fetched.
 */
export function parseLink(cell: string): string {
  if (/^data:/i.test(cell)) throw bad(cell, "A picture can't be inside the sheet. Use a link, or send a zip with it.");
  if (/^www\./i.test(cell)) throw bad(cell, "A link must begin with https://.");
  const whole = cell.startsWith("//") ? `https:${cell}` : cell;
  const link = parse(
    whole.replaceAll("&amp;", "&").replaceAll(/%(?![0-9a-f]{2})/gi, "%25"),
    text(MAX_LINK_LENGTH),
    "BAD_LINK",
  );
  const url = link === null ? null : URL.parse(link);
  if (link === null || url === null) throw bad(cell, "This is not a complete link.");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw bad(link, "Only http:// and https:// links can be fetched.");
  if (url.username || url.password) throw new RowError("BAD_LINK", "Links with a user name in them are not fetched.");
  return link;
}
