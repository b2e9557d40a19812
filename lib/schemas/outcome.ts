import { CALL_OUTCOMES } from "./call-outcomes.ts";
import type { HoldRule } from "./hold-lengths.ts";
import { always, BACKOFF, type Wait, type WaitFacts } from "./wait.ts";

export type Outcome = {
  /** Three words for a tile. */
  label: string;
  /** What the seller can do about it. */
  advice: string;
  /** Further attempts: "budget" = up to GENERATION_MAX_ATTEMPTS, "always" = it only waits, 0 = none. */
  retries: "budget" | "always" | number;
  /** Does such a call count against GENERATION_MAX_ATTEMPTS? */
  counted: boolean;
  /** The job's other images can't succeed either. */
  stopsJob?: true;
  /** Google probably billed the answer although it has no image: too many in a row pause the job. */
  billed?: true;
  /** Until the image's next attempt where no hold is raised. STORE_FAILED keeps back every image. */
  wait?: Wait;
  /** Who else waits, when and how long. */
  hold?: HoldRule;
  /** The call ended without an answer: a hold that only an answer ends lasts on. */
  unanswered?: true;
  /** HTTP status of `POST /api/images/generate`. */
  status: 402 | 422 | 429 | 502 | 503 | 504;
};

/** What is tried again waits. */
export type Waits = { retries: 0 } | { wait: Wait } | { hold: HoldRule };

const TABLE = {
  ...CALL_OUTCOMES,
  MODEL_MISMATCH: {
    label: "No worker for its model",
    advice: "No running worker uses this image's model. Regenerate the image.",
    retries: 0,
    counted: false,
    status: 503,
  },
  BUDGET: {
    label: "Budget reached",
    advice: "Raise the limit in Settings, then try again.",
    retries: 0,
    counted: false,
    status: 402,
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
    wait: always(6_000),
    counted: false,
    status: 503,
  },
  OBJECT_UNREADABLE: {
    label: "Couldn't read image",
    advice: "The image store can't read the photo or the saved image. Check the disk or the bucket, then retry.",
    retries: 2,
    wait: BACKOFF,
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
} as const satisfies Record<string, Outcome & Waits>;

export type OutcomeCode = keyof typeof TABLE;

/** Every way an image can end other than well: retried or not, after which wait, what the seller reads, what the single route answers. */
export const OUTCOMES: Readonly<Record<OutcomeCode, Outcome>> = TABLE;

const isOutcome = (code: string): code is OutcomeCode => code in OUTCOMES;

/** Null for a code from the database that this version does not know. */
export function outcomeOf(code: string | null): Outcome | null {
  return code !== null && isOutcome(code) ? OUTCOMES[code] : null;
}

/** How long an image waits for its next attempt. */
export function waitAfter(code: OutcomeCode, facts: WaitFacts): number {
  return OUTCOMES[code].wait?.(facts) ?? 0;
}
