/** A hold that an outcome raises for every call of every process with the same key, model and address. */
export type HoldRule = {
  /** Holds of one series in a row grow, and count together towards `pausedReason`. */
  series: "rate-limit" | "daily-quota" | "unreachable";
  /** How many such answers in a row raise it, and from how many images at least. */
  after: { inARow: number; images: number };
  /** The first wait and the longest one: it doubles with each hold of the series. */
  waitMs: { first: number; longest: number };
  /** What is waited for instead, where it is known: the time in Google's answer, or the next midnight Pacific for the first hold of the series. */
  waitFor?: "named-time" | "pacific-midnight";
  /** Afterwards one call goes first. The others follow with its answer, or after so many ms without one; null: only with an answer. */
  othersFollowMs: number | null;
  /** Why jobs are paused, and images without a job fail, once the series has lasted a day; null: they wait as long as it takes. */
  pausedReason: "UNREACHABLE" | "QUOTA" | null;
};

type Outcome = {
  /** Three words for a tile. */
  label: string;
  /** What the seller can do about it. */
  advice: string;
  /** Further tries this outcome allows: "budget" = all that GENERATION_MAX_ATTEMPTS leaves, "always" = it only waits, 0 = never. */
  retries: "budget" | "always" | number;
  /** Does a call that ended so count against GENERATION_MAX_ATTEMPTS? */
  counted: boolean;
  /** None of the job's other images can succeed either. */
  stopsJob?: true;
  /** Google has probably billed the answer, though it holds no image: too many in a row pause the job. */
  billed?: true;
  hold?: HoldRule;
  /** HTTP status of `POST /api/images/generate` when it ends so. */
  status: 422 | 429 | 502 | 503 | 504;
};

const FOLLOW_MS = 3_000;

const UNREACHABLE = {
  series: "unreachable",
  after: { inARow: 1, images: 1 },
  waitMs: { first: 5_000, longest: 300_000 },
  othersFollowMs: null,
  pausedReason: "UNREACHABLE",
} as const satisfies HoldRule;

/** One image may fail so for reasons of its own: only many in a row are an outage. */
const OUTAGE = { ...UNREACHABLE, after: { inARow: 10, images: 3 } } as const satisfies HoldRule;

const TABLE = {
  RATE_LIMITED: {
    label: "Google is busy",
    advice: "Google asked to slow down. Packshot will continue automatically.",
    retries: "always",
    counted: false,
    hold: {
      series: "rate-limit",
      after: { inARow: 1, images: 1 },
      waitMs: { first: 2_000, longest: 60_000 },
      waitFor: "named-time",
      othersFollowMs: FOLLOW_MS,
      pausedReason: "QUOTA",
    },
    status: 429,
  },
  QUOTA_DAY: {
    label: "Daily quota used",
    advice: "Google's daily quota is used up. Packshot will continue automatically after midnight Pacific time.",
    retries: "always",
    counted: false,
    hold: {
      series: "daily-quota",
      after: { inARow: 1, images: 1 },
      waitMs: { first: 3_600_000, longest: 3_600_000 },
      waitFor: "pacific-midnight",
      othersFollowMs: FOLLOW_MS,
      pausedReason: null,
    },
    status: 429,
  },
  OVERLOADED: {
    label: "No answer from Gemini",
    advice: "Gemini could not answer, or something else answered in its place. Check the reason, then retry.",
    retries: "budget",
    counted: true,
    hold: OUTAGE,
    status: 502,
  },
  TIMEOUT: {
    label: "Took too long",
    advice: "The answer did not come in time. Retry it, or raise GEMINI_TIMEOUT_MS.",
    retries: 1,
    counted: true,
    billed: true,
    status: 504,
  },
  NETWORK: {
    label: "Connection lost",
    advice: "The connection to Google broke off. Check the network, then retry.",
    retries: "budget",
    counted: true,
    hold: OUTAGE,
    status: 502,
  },
  UNREACHABLE: {
    label: "No connection",
    advice:
      "No connection to Google could be made, so nothing was billed. Check the network, the proxy and GEMINI_BASE_URL.",
    retries: "always",
    counted: false,
    hold: UNREACHABLE,
    status: 503,
  },
  NO_IMAGE: {
    label: "No image made",
    advice: "The model answered without an image. Make the prompt more specific, then retry.",
    retries: 2,
    counted: true,
    billed: true,
    status: 502,
  },
  BAD_IMAGE: {
    label: "Damaged image",
    advice: "The image that came back can't be read. Retry it.",
    retries: 2,
    counted: true,
    billed: true,
    status: 502,
  },
  RECITATION: {
    label: "Too close a copy",
    advice: "The result was too close to an existing picture. Change the prompt, then retry.",
    retries: 1,
    counted: true,
    billed: true,
    status: 502,
  },
  BLOCKED_SAFETY: {
    label: "Blocked by safety",
    advice: "Google's safety rules blocked the result. Change the prompt or the photo.",
    retries: 0,
    counted: true,
    billed: true,
    status: 422,
  },
  BLOCKED_PROMPT: {
    label: "Prompt was blocked",
    advice: "Google refused the prompt or the photo. Take out what could offend, then retry.",
    retries: 0,
    counted: true,
    billed: true,
    status: 422,
  },
  INVALID_REQUEST: {
    label: "Request was refused",
    advice: "Google refused the request. Shorten the prompt or use another photo.",
    retries: 0,
    counted: true,
    status: 422,
  },
  INVALID_KEY: {
    label: "Key not accepted",
    advice: "Google rejected the API key, billing or region. Fix it, restart Packshot, then retry the job.",
    retries: 0,
    counted: true,
    stopsJob: true,
    status: 503,
  },
  BILLING: {
    label: "Billing problem",
    advice:
      "Google refuses calls until the project's billing, credits or spending cap changes. Fix it, then retry the job.",
    retries: 0,
    counted: true,
    stopsJob: true,
    status: 503,
  },
  MODEL_GONE: {
    label: "Model not found",
    advice: "Google no longer offers the model. Continue the job with another one.",
    retries: 0,
    counted: true,
    stopsJob: true,
    status: 503,
  },
  MODEL_MISMATCH: {
    label: "No worker for its model",
    advice: "No running worker uses the model that this image was asked for. Regenerate it.",
    retries: 0,
    counted: false,
    status: 503,
  },
  SOURCE_MISSING: {
    label: "Photo is missing",
    advice: "The source photo is not in the store. Import it again, then retry.",
    retries: 0,
    counted: false,
    status: 422,
  },
  SOURCE_UNREADABLE: {
    label: "Photo can't be read",
    advice: "The source photo is damaged. Import a sound one, then retry.",
    retries: 0,
    counted: false,
    status: 422,
  },
  STORE_FAILED: {
    label: "Storing failed",
    advice:
      "The image store does not answer, or refuses. Check the disk or the bucket. Packshot will continue automatically.",
    retries: "always",
    counted: false,
    status: 503,
  },
  OBJECT_UNREADABLE: {
    label: "Can't be read",
    advice:
      "The image store can't read the photo, or the image that was saved. Check the disk or the bucket, then retry.",
    retries: 2,
    counted: false,
    status: 503,
  },
  STOPPED: {
    label: "Interrupted",
    advice:
      "Packshot was stopped during the calls for this image, and Google may have billed them. Retry it when Packshot can keep running.",
    retries: 0,
    counted: false,
    status: 503,
  },
  CRASHED: {
    label: "Process crashed",
    advice:
      "A picture of this image can't be decoded with the memory there is. Leave it out, or give the process more.",
    retries: 0,
    counted: false,
    status: 502,
  },
  CANT_FIX: {
    label: "Can't be fixed",
    advice: "Regenerate the image instead, with a note that says what is wrong.",
    retries: 0,
    counted: false,
    status: 422,
  },
  CANCELLED: {
    label: "Cancelled",
    advice: "It was cancelled before it was made.",
    retries: 0,
    counted: false,
    status: 502,
  },
} as const satisfies Record<string, Outcome>;

export type OutcomeCode = keyof typeof TABLE;

/**
 * Every way an image can end other than well: retried or not, what the seller reads, what the single route answers.
 * Source: Gemini's finish reasons and error codes, as of November 2026.
 */
export const OUTCOMES: Readonly<Record<OutcomeCode, Outcome>> = TABLE;

const isOutcome = (code: string): code is OutcomeCode => code in OUTCOMES;

/** The rule of a code read back from the database; null for one this version does not know. */
export function outcomeOf(code: string | null): Outcome | null {
  return code !== null && isOutcome(code) ? OUTCOMES[code] : null;
}
