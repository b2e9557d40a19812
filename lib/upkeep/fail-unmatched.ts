import "server-only";
import { transaction } from "#lib/db/client.ts";
import { failUnmatchedVersions } from "#lib/db/images/fail-versions.ts";
import { findWorkers } from "#lib/db/workers.ts";
import { log } from "#lib/log.ts";
import { discard } from "#lib/queue/boss.ts";
import { imageQueue } from "#lib/queue/queues.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { OUTCOMES } from "#lib/schemas/outcome.ts";

/**
 * Images without a job that have waited an hour for the demo model where all workers use Gemini, or the reverse: nobody
 * can continue them with another model. Returns how many.
 */
export async function failUnmatched(): Promise<number> {
  const workers = await findWorkers();
  if (workers.length === 0) return 0;
  const generators = new Set(workers.map(({ generator }) => generator));
  if (generators.size > 1) return 0;
  const isDemo = !generators.has("demo");
  const failure = { code: "MODEL_MISMATCH", message: OUTCOMES.MODEL_MISMATCH.advice };
  const failed = await transaction(async (tx) => {
    const messages = await failUnmatchedVersions(tx, isDemo, failure);
    await discard(tx, imageQueue(isDemo ? DEMO_MODEL : ""), messages);
    return messages.length;
  });
  if (failed > 0) log().warn({ images: failed }, "images failed: no worker uses their model");
  return failed;
}
