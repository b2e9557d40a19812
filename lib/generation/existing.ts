import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { countReusable } from "#lib/db/images/reuse.ts";
import { findWantedRequests } from "#lib/db/jobs/requests.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import type { JobPlan } from "#lib/generation/plan-job.ts";
import { promptFor } from "#lib/generation/prompts.ts";
import { requestKey } from "#lib/generation/request-key.ts";

/** Images of which a preview can tell in time how many exist. */
const MAX_COUNTED = 2_000;

type Planned = Pick<JobPlan, "selection" | "model" | "shots" | "onlyMissing">;

/** How many images of each shot exist to be reused; null where a job is too large to tell. */
export async function countExisting(plan: Planned, images: number, tx: Transaction = db): Promise<number[] | null> {
  if (images > MAX_COUNTED) return null;
  const { model: usual } = await currentModel(tx);
  const requests = await findWantedRequests(
    tx,
    plan,
    plan.shots.map(({ alsoSend, prompt }) => ({ alsoSend, lookId: prompt.look?.id ?? null })),
  );
  const keyed = requests.flatMap((request) => {
    const planned = plan.shots[request.shot];
    if (!planned) return [];
    const { aspectRatio, imageSize, targetVariant, variant } = planned;
    const prompt = promptFor(planned.prompt.plan, { ...request, variant });
    const model = planned.model ?? plan.model ?? usual;
    const key = requestKey({ ...request, model, format: { aspectRatio, imageSize }, prompt, targetVariant });
    return key === null ? [] : [{ shot: request.shot, targetVariant, key }];
  });
  const counts = await countReusable(tx, keyed);
  return plan.shots.map((_shot, index) => counts.get(index) ?? 0);
}
