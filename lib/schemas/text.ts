import { z } from "zod";
import { LIMIT_DEFAULT, LIMIT_MAX } from "./limits.ts";
import { ID } from "./url-values.ts";

/** Text that PostgreSQL can store: no NUL, no lone surrogate, trimmed, at most `max` characters. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .max(max, `Use at most ${max.toLocaleString("en")} characters.`)
    .refine((value) => !value.includes("\0"), "Remove the NUL character.")
    .refine((value) => value.isWellFormed(), "Remove the broken character.");
}

/** Like `text`, but not empty. */
export function requiredText(max: number, message: string) {
  return text(max).min(1, message);
}

/** Replaces what PostgreSQL can't store, and cuts after `max` characters: for names and reasons from outside. */
export function storableText(value: string, max: number): string {
  const short = value.length > max ? `${value.slice(0, max - 1)}…` : value;
  return short.replaceAll("\0", "\ufffd").toWellFormed();
}

/** What a person calls a thing. */
export const nameSchema = requiredText(100, "Enter a name.");

/** Any printable id is accepted: an unknown one is not found. */
export const idSchema = z.string().regex(ID, "This is not a valid ID.");

/** In a query it is a word. */
export const flagSchema = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")], "Use true or false.")
  .pipe(z.boolean());

// A cursor may hold a title of 500 characters: in JSON up to six bytes each, in base64 a third more.
const MAX_CURSOR_LENGTH = 5_000;

/** In a query. */
export function countSchema(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/, "Use a whole number.")
    .transform(Number)
    .pipe(
      z
        .number()
        .min(least, `Use at least ${least}.`)
        .max(most, `Use at most ${most.toLocaleString("en")}.`),
    );
}

export const pageQuery = {
  cursor: z.string().max(MAX_CURSOR_LENGTH).optional(),
  limit: countSchema(1, LIMIT_MAX).default(LIMIT_DEFAULT),
};
