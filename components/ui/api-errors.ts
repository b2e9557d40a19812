import type { ApiError } from "#lib/api-client.ts";

/** `path`: `customPrompt`, `templateVariables.room`. */
export function errorAt(error: ApiError | null, path: string): string | null {
  const messages = error?.fields.filter((field) => field.path === path).map(({ message }) => message) ?? [];
  return messages.length > 0 ? messages.join(" ") : null;
}
