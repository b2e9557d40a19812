import { z } from "zod";
import { AppError } from "#lib/errors.ts";
import { idSchema } from "#lib/schemas/text.ts";

export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Throws a 400 for a cursor of another list or sort. */
export function decodeCursor<Schema extends z.ZodType>(cursor: string, schema: Schema): z.output<Schema> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(cursor, "base64url"));
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError("invalid_request", "This cursor belongs to another list.", {
      cause,
      fields: [{ path: "cursor", message: "Use the value of nextCursor." }],
    });
  }
}

/** PostgreSQL has no year 0. */
export const cursorTimeSchema = z.iso
  .datetime()
  .refine((time) => !time.startsWith("0000"))
  .transform((time) => new Date(time));

export const newestCursorSchema = z.tuple([cursorTimeSchema, idSchema]);

/** `rows`: `limit + 1` of them where there is a next page. */
export function cutPage<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (last: Row) => unknown,
): { rows: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}
