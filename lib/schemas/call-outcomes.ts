import type { Outcome, Waits } from "./outcome.ts";
import { always, asNamed, BACKOFF, doubling, type HoldRule, untilPacificMidnight } from "./wait.ts";

const FOLLOW_MS = 3_000;
const HOUR_MS = 3_600_000;

const UNREACHABLE = {
  series: "unreachable",
  after: { inARow: 1, images: 1 },
  wait: doubling(5_000, 300_000),
  othersFollowMs: null,
  pausedReason: "UNREACHABLE",
} as const satisfies HoldRule;

/** A single image may fail this way for its own reasons: only many in a row are an outage. */
const OUTAGE = { ...UNREACHABLE, after: { inARow: 10, images: 3 } } as const satisfies HoldRule;

/** How a call to the model can end without an image. Source: Gemini's finish reasons and error codes, as of November 2026. */
export const CALL_OUTCOMES = {
  RATE_LIMITED: {
    label: "Google is busy",
    advice: "Google asked Packshot to slow down. It will continue automatically.",
    retries: "always",
    counted: false,
    hold: {
      series: "rate-limit",
      after: { inARow: 1, images: 1 },
      wait: asNamed(doubling(2_000, 60_000)),
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
      wait: untilPacificMidnight(always(HOUR_MS)),
      othersFollowMs: FOLLOW_MS,
      pausedReason: null,
    },
    status: 429,
  },
  OVERLOADED: {
    label: "No answer from Gemini",
    advice: "Gemini couldn't answer, or something else answered in its place. Check the reason, then retry.",
    retries: "budget",
    wait: BACKOFF,
    counted: true,
    hold: OUTAGE,
    status: 502,
  },
  TIMEOUT: {
    label: "Took too long",
    advice: "Gemini didn't answer in time. Retry, or raise GEMINI_TIMEOUT_MS.",
    retries: 1,
    wait: BACKOFF,
    counted: true,
    billed: true,
    unanswered: true,
    status: 504,
  },
  NETWORK: {
    label: "Connection lost",
    advice: "The connection to Google was lost. Check the network, then retry.",
    retries: "budget",
    wait: BACKOFF,
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
    wait: BACKOFF,
    counted: true,
    billed: true,
    status: 502,
  },
  BAD_IMAGE: {
    label: "Damaged image",
    advice: "The returned image can't be read. Retry it.",
    retries: 2,
    wait: BACKOFF,
    counted: true,
    billed: true,
    status: 502,
  },
  RECITATION: {
    label: "Too close a copy",
    advice: "The image was too close to an existing picture. Change the prompt, then retry.",
    retries: 1,
    wait: BACKOFF,
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
} as const satisfies Record<string, Outcome & Waits>;
