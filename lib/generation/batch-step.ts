import "server-only";
import type { Batch } from "#lib/db/batches.ts";
import type { GeminiAccess } from "#lib/gemini/api.ts";
import { lookMs } from "#lib/generation/batch-images.ts";
import { GenerationError } from "#lib/image-model.ts";
import { log } from "#lib/log.ts";
import type { BatchQueue } from "#lib/queue/queues.ts";
import { OUTCOMES } from "#lib/schemas/outcome.ts";
import type { Store } from "#lib/storage/store.ts";

export type BatchDeps = { queue: BatchQueue; access: GeminiAccess; store: Store; signal: AbortSignal };

/** `now`: by the clock of the database, which all machines share. */
export type Deps = BatchDeps & { now: () => Date };

/** What to do next: the batch as it is now, when to look again, or nothing: it has ended, or another process has it. */
export type Next = Batch | { waitMs: number } | null;

export const since = (date: Date | null, { now }: Pick<Deps, "now">) => now().getTime() - (date?.getTime() ?? 0);

/** Something between here and Google failed, or Google has no room: the same works later. */
export const isTransient = ({ code }: GenerationError) => OUTCOMES[code].hold !== undefined || code === "TIMEOUT";

/** Nobody knows whether Google got the request. */
export const isUnclear = ({ code, cutOff }: GenerationError) => cutOff || code === "OVERLOADED";

/** A failure of Google is a value here: each step knows what to do. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | GenerationError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GenerationError) return error;
    throw error;
  }
}

export function later(batch: Batch, { code, message, retryAfterMs }: GenerationError): Next {
  log().warn({ batch: batch.id, state: batch.state, code, message }, "batch waits");
  return { waitMs: Math.max(lookMs(), retryAfterMs ?? 0) };
}
