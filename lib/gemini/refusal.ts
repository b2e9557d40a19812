import { z } from "zod";
import type { GoogleError, HttpAnswer } from "#lib/gemini/http-answer.ts";
import { noConnectionBecause, PROXY_PASSWORD } from "#lib/gemini/no-connection.ts";
import { GenerationError } from "#lib/image-model.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";

const detailSchema = z.object({
  "@type": z.string().catch(""),
  reason: z.string().optional().catch(undefined),
  retryDelay: z.string().optional().catch(undefined),
  violations: z
    .array(z.object({ quotaId: z.string().catch("") }))
    .optional()
    .catch(undefined),
});
const detailsSchema = z.array(detailSchema).catch([]);
type Detail = z.infer<typeof detailSchema>;

const LONGEST_DELAY_MS = 86_400_000;
const MAX_SENTENCE = 500;

export const HIDDEN_KEY = "(key)";

/**
 * 429 messages that waiting does not resolve: a free tier without quota, the monthly spending cap, used prepaid
 * credits, billing off. Source: public reports of 2026; rolling spend limits name minutes.
 */
const NEVER_CLEARS = [
  /\blimit:\s*0\b/i,
  /\b(?:monthly|project)\b[^.]*\bspend(?:ing)? cap\b/i,
  /\b(?:prepa(?:id|yment)|credits?)\b[^.]*\b(?:depleted|exhausted|used up)\b/i,
  /\bbilling\b[^.]*\b(?:disabled|not enabled|closed|suspended)\b/i,
];

function delayOf(details: Detail[]): number | undefined {
  const delay = details.find((detail) => detail["@type"].endsWith("RetryInfo"))?.retryDelay;
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(delay ?? "")?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1_000);
}

/** In ms; the header has seconds or a date. */
function headerDelay({ retryAfter, answeredAt }: HttpAnswer): number | undefined {
  if (!retryAfter) return undefined;
  const isSeconds = /^\d+$/.test(retryAfter.trim());
  const ms = isSeconds ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - answeredAt.getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function rateLimitCode(message: string, details: Detail[]): OutcomeCode {
  if (NEVER_CLEARS.some((sentence) => sentence.test(message))) return "BILLING";
  const daily = details.some(({ violations }) => violations?.some(({ quotaId }) => quotaId.includes("PerDay")));
  return daily ? "QUOTA_DAY" : "RATE_LIMITED";
}

function codeOf(status: number, { status: word, message }: GoogleError, details: Detail[]): OutcomeCode {
  if (status === 429) return rateLimitCode(message, details);
  if (status >= 500 || status === 408 || status === 499) return "OVERLOADED";
  if (status === 401 || status === 403) return "INVALID_KEY";
  if (status === 404) return "MODEL_GONE";
  const badKey = details.some(({ reason }) => reason === "API_KEY_INVALID") || message.includes("API_KEY_INVALID");
  return badKey || word === "FAILED_PRECONDITION" ? "INVALID_KEY" : "INVALID_REQUEST";
}

/** "Please update your code to use models/y": what Google names instead of a model that is gone. */
function replacementIn(code: OutcomeCode, message: string): string | undefined {
  if (code !== "MODEL_GONE") return undefined;
  return /\b(?:use|to|with|try)\s+(?:the\s+)?[`"']?(?:models\/)?(gemini-[\w.-]{1,80}\w)/i.exec(message)?.[1];
}

function sentenceOf(message: string): string {
  return message
    .replaceAll("\0", "")
    .replaceAll(/\b(?:AIza|AQ\.)[\w-]{20,}/g, HIDDEN_KEY)
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, MAX_SENTENCE);
}

/**
 * A body that isn't Google's comes from something in between and says nothing about the key or model. A 407 comes from
 * the configured proxy.
 */
function readStranger(answer: HttpAnswer): GenerationError {
  const { status } = answer;
  if (status === 407) return new GenerationError("UNREACHABLE", noConnectionBecause(PROXY_PASSWORD));
  const code = status === 429 ? "RATE_LIMITED" : "OVERLOADED";
  const sentence = `The answer was ${status} without Gemini's error body: check whether GEMINI_BASE_URL or a proxy answers in its place.`;
  // A proxy that lost patience says nothing about what Google does with the call.
  return new GenerationError(code, sentence, { retryAfterMs: headerDelay(answer), cutOff: status === 504 });
}

/** Source: Gemini API, error codes, November 2026. */
export function readRefusal(answer: HttpAnswer): GenerationError {
  const { status, googleError } = answer;
  if (!googleError) return readStranger(answer);
  const details = detailsSchema.parse(googleError.details ?? []);
  const code = codeOf(status, googleError, details);
  const named = delayOf(details) ?? headerDelay(answer);
  const retryAfterMs = named && Math.min(LONGEST_DELAY_MS, named);
  const sentence = sentenceOf(googleError.message);
  return new GenerationError(code, `Gemini answered ${status}${sentence ? `: ${sentence}` : "."}`, {
    retryAfterMs,
    replacement: replacementIn(code, googleError.message),
  });
}

/**
 * Of a flex call: Google sheds those with a 503 as with a 429 while it has no room for them. That is no outage, and no fault of the
 * image.
 */
export function readFlexRefusal(answer: HttpAnswer): GenerationError {
  const refusal = readRefusal(answer);
  if (answer.status !== 503 || !answer.googleError) return refusal;
  const { message, retryAfterMs } = refusal;
  return new GenerationError("RATE_LIMITED", message, { retryAfterMs });
}
