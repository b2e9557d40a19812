import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "#lib/env.ts";
import { GenerationError, type ImageModel } from "#lib/image-model.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";

/** What a call may take beyond its own timeout. */
const GRACE_MS = 60_000;
/** Longer than any call. */
const LEASE_BEYOND_CALL_MS = 15_000;

/** The longest time of one call. */
export function callTimeoutMs(tier: AskedTier): number {
  const { GEMINI_TIMEOUT_MS, GEMINI_FLEX_TIMEOUT_MS } = env();
  return tier === "flex" ? GEMINI_FLEX_TIMEOUT_MS : GEMINI_TIMEOUT_MS;
}

export function callDeadlineMs(tier: AskedTier): number {
  return callTimeoutMs(tier) + GRACE_MS;
}

/** How long others wait for a call that goes first after a hold, where they must not follow without its answer. */
export function leaseMs(tier: AskedTier): number {
  return callDeadlineMs(tier) + LEASE_BEYOND_CALL_MS;
}

/**
 * A call ends by its own timeout before `ms`, unless something in it hears neither the timeout nor an abort. Its image
 * would then wait until the process is restarted.
 */
export function withDeadline(model: ImageModel, ms: number): ImageModel {
  return async (call) => {
    const ended = new AbortController();
    const deadline = sleep(ms, undefined, { signal: ended.signal }).then(() => {
      const message = `The call did not finish within ${ms / 1_000} s and was abandoned.`;
      throw new GenerationError("TIMEOUT", message, { cutOff: true });
    });
    deadline.catch(() => {}); // it is over, or the race has it
    try {
      return await Promise.race([model(call), deadline]);
    } finally {
      ended.abort();
    }
  };
}
