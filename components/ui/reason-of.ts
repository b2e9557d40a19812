import { ApiError } from "#lib/api-client.ts";

/** What is no answer of the server is a bug, and reported as one. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  reportError(error);
  return "The server's answer can't be read. Reload the page and try again.";
}
