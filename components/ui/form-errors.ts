import type { z } from "zod";
import { reasonOf } from "#components/ui/reason-of.ts";
import { ApiError } from "#lib/api-client.ts";
import { plainSentence } from "#lib/schemas/plain-sentence.ts";
import type { FieldError } from "#lib/schemas/problem.ts";

/** `path` of a field: `variables.0.name`. */
export type FormErrors = { summary: string | null; fields: FieldError[] };

export const NO_ERRORS: FormErrors = { summary: null, fields: [] };

/** `below`: also accept errors below the path. */
export function errorAt({ fields }: FormErrors, path: string, below = false): string | null {
  return fields.find((field) => field.path === path || (below && field.path.startsWith(`${path}.`)))?.message ?? null;
}

/** Null if the form is valid. */
export function checkForm(schema: z.ZodType, value: unknown): FormErrors | null {
  const result = schema.safeParse(value, { error: plainSentence });
  if (result.success) return null;
  const fields = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return { summary: "Not saved. Fix the highlighted fields.", fields };
}

export function toFormErrors(error: unknown): FormErrors {
  return { summary: `Not saved. ${reasonOf(error)}`, fields: error instanceof ApiError ? error.fields : [] };
}
