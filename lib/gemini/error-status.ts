import { AsyncLocalStorage } from "node:async_hooks";
import { z } from "zod";
import { once } from "#lib/once.ts";

const bodySchema = z.object({ error: z.object({ status: z.string() }) });

type Heard = { status: string | null };

/** Makes `fetch` note the `status` of an error body for whoever listens; the answer itself is passed on untouched. */
function listen(): AsyncLocalStorage<Heard> {
  const listeners = new AsyncLocalStorage<Heard>();
  const plainFetch = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const response = await plainFetch(...request);
    const heard = listeners.getStore();
    if (heard && !response.ok) {
      const body: unknown = await response
        .clone()
        .json()
        .catch(() => null);
      heard.status = bodySchema.safeParse(body).data?.error.status ?? null;
    }
    return response;
  };
  return listeners;
}

/**
 * Runs a call of the SDK, which throws away the word that tells errors of one number apart ("FAILED_PRECONDITION"), and
 * tells `onFailure` that word; null where the answer had none. Throws what `onFailure` returns.
 */
export async function withErrorStatus<Answer>(
  call: () => Promise<Answer>,
  onFailure: (error: unknown, status: string | null) => Error,
): Promise<Answer> {
  const heard: Heard = { status: null };
  try {
    return await once("gemini-error-status", listen).run(heard, call);
  } catch (error) {
    throw onFailure(error, heard.status);
  }
}
