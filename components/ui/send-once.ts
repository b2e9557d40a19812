import type { z } from "zod";
import { ApiError, send } from "#lib/api-client.ts";

/** By path and body. */
const unanswered = new Map<string, string>();

/** Answers that don't tell whether the request was carried out. */
const UNKNOWN = new Set(["offline", "unknown", "internal", "unavailable"]);
const isUnknown = (error: unknown) => !(error instanceof ApiError) || UNKNOWN.has(error.code);

/**
 * For requests that cost money. A repeat after a lost answer sends the same `Idempotency-Key`, so that it is done once;
 * after an answer it is a new request. Throws `ApiError`.
 */
export async function sendOnce<Schema extends z.ZodType>(path: string, body: unknown): Promise<z.output<Schema>> {
  const request = JSON.stringify([path, body]);
  const key = unanswered.get(request) ?? randomKey();
  unanswered.set(request, key);
  try {
    const answer = await send<Schema>(path, body, { headers: { "Idempotency-Key": key } });
    unanswered.delete(request);
    return answer;
  } catch (error) {
    if (!isUnknown(error)) unanswered.delete(request);
    throw error;
  }
}

/** Works without HTTPS too, where `crypto.randomUUID` is missing. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
