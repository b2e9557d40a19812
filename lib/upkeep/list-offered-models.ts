import "server-only";
import { saveOfferedModels } from "#lib/db/offered-models.ts";
import { env } from "#lib/env.ts";
import { listModels } from "#lib/gemini/list-models.ts";
import { accountOf } from "#lib/generation/account.ts";
import { log } from "#lib/log.ts";

/** Keeps Google's list of models for this key. Without one, as behind some proxies, the last list stays, and nothing else depends on it. */
export async function listOfferedModels(signal: AbortSignal): Promise<void> {
  const { GEMINI_API_KEY: apiKey, GEMINI_BASE_URL: baseUrl } = env();
  if (!apiKey) return;
  try {
    await saveOfferedModels(accountOf(), await listModels({ apiKey, baseUrl }, signal));
  } catch (error) {
    // Nobody answered: it is tried again at the next look.
    if (signal.aborted || error instanceof TypeError || error instanceof DOMException) throw error;
    log().warn({ err: error }, "couldn't read Google's list of models; it is read again in a day");
  }
}
