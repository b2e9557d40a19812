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
    advice: "Google asked Packshot to slow down. It will continue automatically.",
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
    advice: "Gemini couldn't answer, or something else answered in its place. Check the reason, then retry.",
    retries: "budget",
    counted: true,
    hold: OUTAGE,
    status: 502,
  },
  TIMEOUT: {
    label: "Took too long",
    advice: "Gemini didn't answer in time. Retry, or raise GEMINI_TIMEOUT_MS.",
    retries: 1,
    counted: true,
    billed: true,
    status: 504,
  },
  NETWORK: {
    label: "Connection lost",
    advice: "The connection to Google was lost. Check the network, then retry.",
    retries: "budget",
    counted: true,
    hold: OUTAGE,
    status: 502,
  },
  UNREACHABLE: {
    label: "No connection",
    advice: "Couldn't connect to Google, so nothing was billed. Check the network, the proxy and GEMINI_BASE_URL.",
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
    advice: "The returned image can't be read. Retry it.",
    retries: 2,
    counted: true,
    billed: true,
    status: 502,
  },
  RECITATION: {
    label: "Too close a copy",
    advice: "The image was too close to an existing picture. Change the prompt, then retry.",
    retries: 1,
    counted: true,
    billed: true,
    status: 502,
  },
  BLOCKED_SAFETY: {
    label: "Blocked by safety",
    advice: "Google's safety rules blocked the image. Change the prompt or the photo.",
    retries: 0,
    counted: true,
    billed: true,
    status: 422,
  },
  BLOCKED_PROMPT: {
    label: "Prompt blocked",
    advice: "Google rejected the prompt or the photo. Remove anything that could offend, then retry.",
    retries: 0,
    counted: true,
    billed: true,
    status: 422,
  },
  INVALID_REQUEST: {
    label: "Request rejected",
    advice: "Google rejected the request. Shorten the prompt or use another photo.",
    retries: 0,
    counted: true,
    status: 422,
  },
  INVALID_KEY: {
    label: "Key rejected",
    advice: "Google rejected the API key, billing or region. Fix it, restart Packshot, then retry the job.",
    retries: 0,
    counted: true,
    stopsJob: true,
    status: 503,
  },
  BILLING: {
    label: "Billing problem",
    advice:
      "Google rejects calls until the project's billing, credits or spending cap changes. Fix it, then retry the job.",
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
    advice: "No running worker uses this image's model. Regenerate the image.",
    retries: 0,
    counted: false,
    status: 503,
  },
  SOURCE_MISSING: {
    label: "Photo missing",
    advice: "The source photo is not in the store. Import it again, then retry.",
    retries: 0,
    counted: false,
    status: 422,
  },
  SOURCE_UNREADABLE: {
    label: "Photo can't be read",
    advice: "The source photo is damaged. Replace it, then retry.",
    retries: 0,
    counted: false,
    status: 422,
  },
  STORE_FAILED: {
    label: "Couldn't store image",
    advice:
      "The image store doesn't answer or rejects requests. Check the disk or the bucket. Packshot will continue automatically.",
    retries: "always",
    counted: false,
    status: 503,
  },
  OBJECT_UNREADABLE: {
    label: "Couldn't read image",
    advice: "The image store can't read the photo or the saved image. Check the disk or the bucket, then retry.",
    retries: 2,
    counted: false,
    status: 503,
  },
  STOPPED: {
    label: "Interrupted",
    advice:
      "Packshot stopped during the calls for this image, and Google may have billed them. Retry when Packshot can keep running.",
    retries: 0,
    counted: false,
    status: 503,
  },
  CRASHED: {
    label: "Process crashed",
    advice: "There is not enough memory to decode this image or its photo. Remove it, or give the process more memory.",
    retries: 0,
    counted: false,
    status: 502,
  },
  CANT_FIX: {
    label: "Can't be fixed",
    advice: "Regenerate the image with a note about what is wrong.",
    retries: 0,
    counted: false,
    status: 422,
  },
  CANCELLED: {
    label: "Cancelled",
    advice: "The image was cancelled before it was generated.",
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
