import "server-only";
import type { z } from "zod";
import { withoutVersion } from "#lib/gemini/base-url.ts";
import { patiently, readHttpAnswer } from "#lib/gemini/http-answer.ts";
import { noConnection } from "#lib/gemini/no-connection.ts";
import { HIDDEN_KEY, readRefusal } from "#lib/gemini/refusal.ts";
import { GenerationError } from "#lib/image-model.ts";

const GOOGLE = "https://generativelanguage.googleapis.com";

export type GeminiAccess = { apiKey: string; baseUrl?: string | undefined };

type ApiRequest = {
  method?: "GET" | "POST" | "DELETE";
  headers?: Record<string, string>;
  body?: object | Uint8Array<ArrayBuffer>;
  timeoutMs: number;
};

function toFailure(error: unknown, timedOut: boolean): GenerationError {
  const lost = { cause: error, cutOff: true };
  if (timedOut) return new GenerationError("TIMEOUT", "Gemini did not answer in time.", lost);
  const unreachable = noConnection(error);
  if (unreachable) return new GenerationError("UNREACHABLE", unreachable, { cause: error });
  return new GenerationError("NETWORK", "The connection to Gemini was lost.", lost);
}

async function refusalOf(response: Response, apiKey: string): Promise<GenerationError> {
  const answer = await readHttpAnswer(response);
  const { googleError } = answer;
  const message = googleError?.message.replaceAll(apiKey, HIDDEN_KEY) ?? "";
  return readRefusal({ ...answer, googleError: googleError && { ...googleError, message } });
}

/** `url`: a path such as /v1beta/batches, or a whole address that Google named, which gets no key. */
export async function callApi(
  { apiKey, baseUrl = GOOGLE }: GeminiAccess,
  url: string,
  { method = "GET", headers = {}, body, timeoutMs }: ApiRequest,
  signal: AbortSignal,
): Promise<Response> {
  const isJson = body !== undefined && !(body instanceof Uint8Array);
  const timeout = AbortSignal.timeout(timeoutMs);
  const request = {
    method,
    headers: {
      ...headers,
      ...(url.startsWith("/") ? { "x-goog-api-key": apiKey } : {}),
      ...(isJson ? { "content-type": "application/json" } : {}),
    },
    body: isJson ? JSON.stringify(body) : (body ?? null),
    signal: AbortSignal.any([signal, timeout]),
  };
  signal.throwIfAborted();
  const address = url.startsWith("/") ? `${withoutVersion(baseUrl)}${url}` : url;
  const response = await fetch(address, patiently(request)).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason;
    throw toFailure(error, timeout.aborted);
  });
  if (!response.ok) throw await refusalOf(response, apiKey);
  return response;
}

/** Throws `GenerationError` OVERLOADED for an answer of another form. */
export async function readJson<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.infer<Schema>> {
  try {
    return schema.parse(await response.json());
  } catch (cause) {
    const message = "Gemini's answer has another form than expected.";
    throw new GenerationError("OVERLOADED", message, { cause, cutOff: true });
  }
}
