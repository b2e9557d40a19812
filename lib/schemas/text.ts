import { z } from "zod";

/** Text that PostgreSQL can hold: no NUL, no half of a character, at most `max` characters, spaces at the ends taken off. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .max(max, `Use at most ${max.toLocaleString("en")} characters.`)
    .refine((value) => !value.includes("\0"), "Remove the NUL character.")
    .refine((value) => value.isWellFormed(), "Remove the broken character.");
}

/** Like `text`, and not empty. */
export function requiredText(max: number, message: string) {
  return text(max).min(1, message);
}

/** Any text as PostgreSQL can hold it, at most `max` characters of it: for names and reasons that are shown as they came. */
export function storableText(value: string, max: number): string {
  const short = value.length > max ? `${value.slice(0, max - 1)}…` : value;
  return short.replaceAll("\0", "\ufffd").toWellFormed();
}

/** An id as this app makes them; anything printable is let through, an unknown one is simply not found. */
export const idSchema = z.string().regex(/^[\x21-\x7e]{1,64}$/, "This is not a valid ID.");

/** True or false; a query holds it as a word. */
export const flagSchema = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")], "Use true or false.")
  .pipe(z.boolean());

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 200;

// A cursor may hold a title of 500 characters: in JSON up to six bytes each, in base64 a third more.
const MAX_CURSOR_LENGTH = 5_000;

/** `limit` and `cursor` of a list. */
export const pageQuery = {
  cursor: z.string().max(MAX_CURSOR_LENGTH).optional(),
  limit: z
    .string()
    .regex(/^\d+$/, "Use a whole number.")
    .transform(Number)
    .pipe(z.number().min(1, "Use at least 1.").max(LIMIT_MAX, `Use at most ${LIMIT_MAX}.`))
    .default(LIMIT_DEFAULT),
};
