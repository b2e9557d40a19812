import type { z } from "zod";
import type { ImportErrorCode, ImportRowError } from "#lib/schemas/import.ts";
import { storableText } from "#lib/schemas/text.ts";

const MAX_MESSAGE_LENGTH = 2_000;
const BAD_ENCODING =
  'The text has characters that its encoding can\'t hold. Choose another encoding, or save the sheet as "CSV UTF-8".';

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
  /** Set where only a file's name tells the product: nothing of it is written, and `orElse` is why it makes no product. */
  fromName: { orElse: RowError | null } | null;
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

/** What a cell says, checked; null where it is empty. Throws `RowError`. */
export function parse(cell: string | undefined, schema: z.ZodType<string>, code: ImportErrorCode): string | null {
  const value = cell?.trim() ?? "";
  if (value === "") return null;
  if (value.includes("\ufffd")) throw new RowError("BAD_TEXT", BAD_ENCODING);
  const result = schema.safeParse(value);
  if (!result.success)
    throw new RowError(code, `${JSON.stringify(value.slice(0, 60))}: ${result.error.issues[0]?.message}`);
  return result.data;
}
