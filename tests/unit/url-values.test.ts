import fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";
import { dateSchema, productFilterFields } from "#lib/schemas/product.ts";
import { flagSchema, idSchema } from "#lib/schemas/text.ts";
import { readDay, readFlag, readId, readText, readVariant } from "#lib/schemas/url-values.ts";
import { variantFilterSchema } from "#lib/schemas/variant.ts";

const RULES: [string, (value: string) => unknown, z.ZodType, string[]][] = [
  ["an id", readId, idSchema, ["a", "", "a b", "é", "x".repeat(64), "x".repeat(65)]],
  ["a flag", readFlag, flagSchema, ["true", "false", "", "1", "TRUE"]],
  [
    "a variant",
    readVariant,
    variantFilterSchema,
    ["MAIN", " pt01 ", "", "a-b", "ABCDEFGHIJK", "other: Hero banner", "OTHER:", "OTHER:-"],
  ],
  [
    "a day",
    readDay,
    dateSchema,
    ["2026-02-28", "2026-02-29", "2024-02-29", "2026-13-01", "2026-11-31", "0000-01-01", "0001-01-01", "2026-1-1", "x"],
  ],
];

test.each(RULES)("%s is read as the schema reads it", (_name, read, schema, examples) => {
  const agree = (value: string) => {
    expect(read(value)).toEqual(schema.safeParse(value).data ?? null);
  };
  for (const example of examples) agree(example);
  fc.assert(fc.property(fc.string(), agree));
});

test("text is read as the schema reads it, blank text as none", () => {
  const agree = (value: string) => {
    expect(readText(value, 200)).toEqual(productFilterFields.search.safeParse(value).data || null);
  };
  for (const example of ["mug", " mug ", "", "  ", "\0", "\ud800", "x".repeat(200), "x".repeat(201)]) agree(example);
  fc.assert(fc.property(fc.string({ unit: "binary" }), agree));
});

test("every day of a leap year is a day", () => {
  for (let day = 0; day < 366; day++) {
    const text = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    expect(readDay(text)).toBe(text);
  }
});
