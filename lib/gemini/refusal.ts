import { z } from "zod";
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

/** An HTTP answer of the API other than 200: of its error body the `status` as `word`, the `message` and the `details`. */
export type Refusal = { status: number; word: string | null; message: string; details: unknown };

const LONGEST_DELAY_MS = 86_400_000;

/** "36s" or "12.77s" in milliseconds, a day at most; undefined where Google named no time. */
export function retryDelayMs(details: Detail[]): number | undefined {
  const delay = details.find((detail) => detail["@type"].endsWith("RetryInfo"))?.retryDelay;
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(delay ?? "")?.[1];
  return seconds === undefined ? undefined : Math.min(LONGEST_DELAY_MS, Math.ceil(Number(seconds) * 1_000));
}

function codeOf({ status, word, message }: Refusal, details: Detail[]): OutcomeCode {
  const daily = details.some(({ violations }) => violations?.some(({ quotaId }) => quotaId.includes("PerDay")));
  if (status === 429) return daily ? "QUOTA_DAY" : "RATE_LIMITED";
  if (status >= 500 || status === 408) return "OVERLOADED";
  if (status === 401 || status === 403) return "INVALID_KEY";
  if (status === 404) return "MODEL_GONE";
  const badKey = details.some(({ reason }) => reason === "API_KEY_INVALID") || message.includes("API_KEY_INVALID");
  return badKey || word === "FAILED_PRECONDITION" ? "INVALID_KEY" : "INVALID_REQUEST";
}

/** Milliseconds from `now` to the next midnight in Los Angeles, where Google's daily quotas begin anew. */
export function msToPacificMidnight(now: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value ?? 0);
  return 86_400_000 - (part("hour") * 3_600 + part("minute") * 60 + part("second")) * 1_000 - now.getMilliseconds();
}

/** The typed failure of an answer that is not 200. Source: Gemini's error codes, as of November 2026. */
export function readRefusal(refusal: Refusal, now = new Date()): GenerationError {
  const details = detailsSchema.parse(refusal.details ?? []);
  const code = codeOf(refusal, details);
  const retryAfterMs = code === "QUOTA_DAY" ? msToPacificMidnight(now) : retryDelayMs(details);
  return new GenerationError(code, `Gemini answered ${refusal.status}.`, { retryAfterMs });
}
