import type { z } from "zod";
import { ApiError } from "#lib/api-client.ts";
import { plainSentence } from "#lib/schemas/plain-sentence.ts";
import type { FieldError } from "#lib/schemas/problem.ts";

/** What is wrong with a form: a sentence for the whole of it, and one for each field by its path (`variables.0.name`). */
export type FormErrors = { summary: string | null; fields: FieldError[] };

export const NO_ERRORS: FormErrors = { summary: null, fields: [] };

/** The sentence at a path, or below it where `below` is set. */
export function errorAt({ fields }: FormErrors, path: string, below = false): string | null {
  return fields.find((field) => field.path === path || (below && field.path.startsWith(`${path}.`)))?.message ?? null;
}

/** What the form's own schema finds wrong; null where it is in order. */
export function checkForm(schema: z.ZodType, value: unknown): FormErrors | null {
  const result = schema.safeParse(value, { error: plainSentence });
  if (result.success) return null;
  const fields = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return { summary: "Not saved. Fix the highlighted fields.", fields };
}

/** What the server found wrong. */
export function toFormErrors(error: unknown): FormErrors {
  if (!(error instanceof ApiError))
    return { summary: "Not saved. The server's answer can't be read. Reload the page and try again.", fields: [] };
  return { summary: `Not saved. ${error.message}`, fields: error.fields };
}
