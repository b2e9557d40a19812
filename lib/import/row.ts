import type { z } from "zod";
import type { ImportErrorCode, ImportRowError } from "#lib/schemas/import.ts";
import { MAX_SKU_LENGTH } from "#lib/schemas/limits.ts";
import type { ProductTexts } from "#lib/schemas/product.ts";
import { storableText, text } from "#lib/schemas/text.ts";

const MAX_MESSAGE_LENGTH = 2_000;
const BAD_ENCODING =
  'The text has characters that its encoding can\'t hold. Choose another encoding, or save the sheet as "CSV UTF-8".';

export type Origin = { row?: number; file?: string };

export type PictureSource = { variant: string } & ({ path: string } | { url: string });

/** Null for empty cells. */
export type ImportRow = Omit<ProductTexts, "title"> & {
  title: string | null;
  titleIfNew: string | null;
  pictures: PictureSource[];
  /**
   * Set if only a file name identifies the product: nothing of it is written. `orElse`: why it can't create a product.
   */
  fromName: { orElse: RowError | null } | null;
};

/** The message is shown to the user. */
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

export const skuText = text(MAX_SKU_LENGTH);

/** Null for an empty cell. Throws `RowError`. `schema` is made once, for that takes a hundred times as long as to use it. */
export function parse(cell: string | undefined, schema: z.ZodType<string>, code: ImportErrorCode): string | null {
  const value = cell?.trim() ?? "";
  if (value === "") return null;
  if (value.includes("\ufffd")) throw new RowError("BAD_TEXT", BAD_ENCODING);
  const result = schema.safeParse(value);
  if (!result.success)
    throw new RowError(code, `${JSON.stringify(value.slice(0, 60))}: ${result.error.issues[0]?.message}`);
  return result.data;
}
