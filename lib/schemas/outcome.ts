type Outcome = {
  /** Three words for a tile. */
  label: string;
  /** What the seller can do about it. */
  advice: string;
  /** Further tries this outcome allows: "budget" = all that GENERATION_MAX_ATTEMPTS leaves, "always" = it only waits, 0 = never. */
  retries: "budget" | "always" | number;
  /** Does a call that ended so count against GENERATION_MAX_ATTEMPTS? */
  counted: boolean;
  /** What it says of the other images: "wait" = nobody may call Google for a while, "stop" = none of the job's can succeed. */
  others?: "wait" | "stop";
  /** HTTP status of `POST /api/images/generate` when it ends so. */
  status: 422 | 429 | 502 | 503 | 504;
};

const TABLE = {
  RATE_LIMITED: {
    label: "Google is busy",
    advice: "Google asked to slow down. It goes on by itself.",
    retries: "always",
    counted: false,
    others: "wait",
    status: 429,
  },
  QUOTA_DAY: {
    label: "Daily quota used",
    advice: "Google's daily quota is used up. It goes on by itself at midnight Pacific time.",
    retries: "always",
    counted: false,
    others: "wait",
    status: 429,
  },
  OVERLOADED: {
    label: "Gemini is overloaded",
    advice: "Google could not answer. Retry it later.",
    retries: "budget",
    counted: true,
    status: 502,
  },
  TIMEOUT: {
    label: "Took too long",
    advice: "The answer did not come in time. Retry it, or raise GEMINI_TIMEOUT_MS.",
    retries: "budget",
    counted: true,
    status: 504,
  },
  NETWORK: {
    label: "No connection",
    advice: "Google could not be reached. Check the network, then retry.",
    retries: "budget",
    counted: true,
    status: 502,
  },
  NO_IMAGE: {
    label: "No image made",
    advice: "The model answered without an image. Say more plainly what to draw, then retry.",
    retries: 2,
    counted: true,
    status: 502,
  },
  BAD_IMAGE: {
    label: "Damaged image",
    advice: "The image that came back can't be read. Retry it.",
    retries: 2,
    counted: true,
    status: 502,
  },
  RECITATION: {
    label: "Too close a copy",
    advice: "The result was too close to an existing picture. Change the prompt, then retry.",
    retries: 1,
    counted: true,
    status: 502,
  },
  BLOCKED_SAFETY: {
    label: "Blocked by safety",
    advice: "Google's safety rules blocked the result. Change the prompt or the photo.",
    retries: 0,
    counted: true,
    status: 422,
  },
  BLOCKED_PROMPT: {
    label: "Prompt was blocked",
    advice: "Google refused the prompt or the photo. Take out what could offend, then retry.",
    retries: 0,
    counted: true,
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
    advice:
      "Google does not accept the API key, its project's billing or its region. Mend that, restart, then retry the job.",
    retries: 0,
    counted: true,
    others: "stop",
    status: 503,
  },
  BILLING: {
    label: "Billing problem",
    advice:
      "Google refuses calls until the project's billing, credits or spending cap changes. Fix it, then retry the job.",
    retries: 0,
    counted: true,
    others: "stop",
    status: 503,
  },
  MODEL_GONE: {
    label: "Model not found",
    advice: "The model is not offered any more. Set GEMINI_IMAGE_MODEL to a current one, restart, then retry the job.",
    retries: 0,
    counted: true,
    others: "stop",
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
    advice: "The image store does not answer, or refuses. Check the disk or the bucket. It goes on by itself.",
    retries: "always",
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
    advice: "Redo the image instead, with a note that says what is wrong.",
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
