import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { GenerationError, type ImageModel } from "#lib/image-model.ts";

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
