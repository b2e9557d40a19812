import "server-only";
import { type GenerateContentRequest, type GenerationConfig, GoogleGenerativeAI } from "@google/generative-ai";
import { readAnswer } from "#lib/gemini/answer.ts";
import { withoutVersion } from "#lib/gemini/base-url.ts";
import { type HttpAnswer, withHttpAnswer } from "#lib/gemini/http-answer.ts";
import { noConnection } from "#lib/gemini/no-connection.ts";
import { HIDDEN_KEY, readFlexRefusal, readRefusal } from "#lib/gemini/refusal.ts";
import { toRequest } from "#lib/gemini/request.ts";
import { GenerationError, type ImageModel, type ModelAnswer } from "#lib/image-model.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";

type GeminiOptions = {
  apiKey: string;
  baseUrl?: string | undefined;
  model: string;
  tier: AskedTier;
  timeoutMs: number;
};

type Call = Parameters<ImageModel>[0];

/** The SDK (support ended 2025-08-31) does not know all fields, though it sends them on. */
function toSdkRequest(...request: Parameters<typeof toRequest>): GenerateContentRequest {
  const { generationConfig, ...contents } = toRequest(...request);
  return { ...contents, generationConfig: Object.assign<GenerationConfig, object>({}, generationConfig) };
}

/** Something between here and Google may send the key back. */
function withoutKey(answer: HttpAnswer, apiKey: string): HttpAnswer {
  const { googleError } = answer;
  if (!googleError) return answer;
  return { ...answer, googleError: { ...googleError, message: googleError.message.replaceAll(apiKey, HIDDEN_KEY) } };
}

type Timeout = { signal: AbortSignal; ms: number };

function toFailure(
  error: unknown,
  answer: HttpAnswer | null,
  { tier, timeout }: { tier: AskedTier; timeout: Timeout },
): GenerationError {
  if (error instanceof GenerationError) return error;
  const lost = { cause: error, cutOff: true };
  if (timeout.signal.aborted)
    return new GenerationError("TIMEOUT", `Gemini did not answer within ${timeout.ms / 1_000} s.`, lost);
  if (answer && answer.status >= 300) return tier === "flex" ? readFlexRefusal(answer) : readRefusal(answer);
  if (error instanceof SyntaxError)
    return new GenerationError(
      "OVERLOADED",
      "The answer was not JSON: check whether GEMINI_BASE_URL or a proxy answers in Gemini's place.",
      lost,
    );
  const unreachable = noConnection(error);
  if (unreachable) return new GenerationError("UNREACHABLE", unreachable, { cause: error });
  return new GenerationError("NETWORK", "The connection to Gemini was lost.", lost);
}

/** One call to Google's image model, through the SDK. Follows `ImageModel`; it lasts no longer than `timeoutMs`. */
export async function generateImage(
  call: Call,
  { apiKey, baseUrl, model, tier, timeoutMs }: GeminiOptions,
): Promise<ModelAnswer> {
  call.signal.throwIfAborted();
  const address = baseUrl ? { baseUrl: withoutVersion(baseUrl) } : {};
  const patience = tier === "flex" ? { customHeaders: { "X-Server-Timeout": `${Math.ceil(timeoutMs / 1_000)}` } } : {};
  const client = new GoogleGenerativeAI(apiKey).getGenerativeModel({ model }, { ...address, ...patience });
  const timeout = { signal: AbortSignal.timeout(timeoutMs), ms: timeoutMs };
  const signal = AbortSignal.any([call.signal, timeout.signal]);
  return withHttpAnswer(
    async (http) => {
      const drawn = client.generateContent(toSdkRequest(call, model, tier), { signal });
      call.pictures.current = null; // the body is written
      return readAnswer((await drawn).response, http.tier);
    },
    (error, answer) =>
      call.signal.aborted
        ? call.signal.reason
        : toFailure(error, answer && withoutKey(answer, apiKey), { tier, timeout }),
  );
}
