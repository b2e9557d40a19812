import type { FieldError } from "#lib/schemas/problem.ts";

export type FieldErrors = { fields: FieldError[] };

/** `path`: `customPrompt`, `templateVariables.room`. */
export function errorAt(error: FieldErrors | null, path: string): string | null {
  const messages = error?.fields.filter((field) => field.path === path).map(({ message }) => message) ?? [];
  return messages.length > 0 ? messages.join(" ") : null;
}
