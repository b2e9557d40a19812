import { expect, test } from "vitest";
import { z } from "zod";
import { checkForm } from "#components/ui/form-errors.ts";
import { AppError } from "#lib/errors.ts";
import { checkInput } from "#lib/http/read.ts";
import { bulkGenerateRequestSchema } from "#lib/schemas/bulk-generate.ts";
import { requiredText } from "#lib/schemas/text.ts";

const SCHEMA = z.strictObject({
  title: requiredText(5, "Enter a title.").optional(),
  name: z.string().min(2),
  width: z.int().max(2_000),
  price: z.number(),
  isDraft: z.boolean(),
  ids: z.array(z.string()).max(1),
  from: z.enum(["source", "result"]),
  kind: z.literal("image"),
  at: z.iso.datetime(),
  facts: z.record(z.string(), z.string()),
  either: z.union([z.number(), z.boolean()]),
});

function refusalOf(schema: z.ZodType, value: unknown): AppError {
  try {
    checkInput(schema, value);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("The input was accepted.");
}

const messages = (value: unknown) =>
  Object.fromEntries(refusalOf(SCHEMA, value).fields?.map(({ path, message }) => [path, message]) ?? []);

const FIELDS = ["name", "width", "price", "isDraft", "ids", "from", "kind", "at", "facts", "either"];

test("says of each field that is missing that it is required", () => {
  expect(messages({})).toEqual(Object.fromEntries(FIELDS.map((name) => [name, "Required."])));
});

test("says what each field of another type must be", () => {
  const nulls = Object.fromEntries(FIELDS.map((name) => [name, null]));
  expect(messages({ ...nulls, width: 1.5, more: 1 })).toEqual({
    name: "Must be text.",
    width: "Must be a whole number.",
    price: "Must be a number.",
    isDraft: "Must be true or false.",
    ids: "Must be a list.",
    from: "Must be one of source, result.",
    kind: "Must be image.",
    at: "Must be text.",
    facts: "Must be an object.",
    either: "Not valid.",
    "": "Unknown: more.",
  });
});

test("says which size or format is asked for, and leaves a schema's own sentence alone", () => {
  const value = { title: " ", name: "a", width: 3_000, price: 1, isDraft: true, ids: ["a", "b"] };
  expect(messages({ ...value, from: "source", kind: "image", at: "today", facts: {}, either: 1 })).toEqual({
    title: "Enter a title.",
    name: "Use at least 2 characters.",
    width: "Use at most 2,000.",
    ids: "Use at most 1 entry.",
    at: "Not in the expected format.",
  });
});

test("names the field in the sentence for the whole request, unless the schema's sentence does", () => {
  expect(refusalOf(SCHEMA, {}).message).toBe("name: Required.");
  expect(refusalOf(SCHEMA, []).message).toBe("The body: Must be an object.");
  expect(refusalOf(z.object({ title: requiredText(5, "Enter a title.") }), { title: "" }).message).toBe(
    "Enter a title.",
  );
});

test("no request or form is answered in zod's own words", () => {
  expect(JSON.stringify(refusalOf(bulkGenerateRequestSchema, { productIds: 1 }).fields)).not.toContain("Invalid");
  expect(checkForm(SCHEMA, {})?.fields[0]).toEqual({ path: "name", message: "Required." });
});
