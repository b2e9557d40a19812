import { filtered, VARIANT_LIKE } from "./variant-names.ts";

// What a page reads of its URL: the rules of the schemas, without zod. Each returns null for what the server would refuse.

export const ID = /^[\x21-\x7e]{1,64}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

export const readId = (value: string): string | null => (ID.test(value) ? value : null);

export function readFlag(value: string): boolean | null {
  return value === "true" ? true : value === "false" ? false : null;
}

export function readDay(value: string): string | null {
  const time = DAY.test(value) && value >= "0001" ? Date.parse(value) : Number.NaN;
  // A day such as February 30 is read as one in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value) ? value : null;
}

export function readVariant(value: string): string | null {
  const variant = filtered(value);
  return VARIANT_LIKE.test(variant) ? variant : null;
}

/** Also null for blank text. */
export function readText(value: string, max: number): string | null {
  const text = value.trim();
  return text !== "" && text.length <= max && !text.includes("\0") && text.isWellFormed() ? text : null;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");
