import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import { findOfferedModels, type KnownModel } from "#lib/db/offered-models.ts";
import { type CurrentModel, currentModel } from "#lib/gemini/model-info.ts";
import { nearRetirement } from "#lib/gemini/models.ts";
import { priceOf, prices } from "#lib/gemini/price-list.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";

const STANDARD = "standard";

/** `offered`: null where no list was read. `isGone`: a call was answered so. */
type ModelState = Pick<KnownModel, "name" | "replacement"> & { offered: boolean | null; isGone: boolean };

/** Which models there are for jobs. */
export type Models = CurrentModel & {
  /** Those with a known price, and the current one. */
  ids: string[];
  stateOf(model: string): ModelState;
  /** Why no job may use it; null where one may. */
  problemOf(model: string): string | null;
};

/** Those of this installation with a price. */
function pricedModels(isDemo: boolean): string[] {
  const models = [...prices().values()].flatMap(({ model, tier }) => (tier === STANDARD ? model : []));
  return models.filter((model) => (model === DEMO_MODEL) === isDemo);
}

/** One after which Google has nothing to end, where there is one. */
function lasting(models: string[], stateOf: Models["stateOf"]): string[] {
  const now = new Date();
  return models.filter((model) => stateOf(model).offered !== false && nearRetirement(model, now) === null);
}

export async function readModels(tx?: Transaction): Promise<Models> {
  const current = await currentModel(tx);
  const { model: own, usual, account, generator } = current;
  const isDemo = generator === "demo";
  const known = isDemo ? new Map<string, KnownModel>() : await findOfferedModels(account, tx);
  const isListKnown = [...known.values()].some(({ listed }) => listed);
  const priced = pricedModels(isDemo);

  function stateOf(model: string): ModelState {
    const { name = null, listed = false, goneAt = null, replacement = null } = known.get(model) ?? {};
    const isGone = goneAt !== null;
    const isListed = isListKnown ? listed : null;
    return { name, replacement, isGone, offered: isDemo || (!isGone && isListed) };
  }
  const instead = () => `Use ${lasting(priced, stateOf).join(", ")}.`;
  function problemOf(model: string): string | null {
    if (isDemo) return model === DEMO_MODEL ? null : "Demo mode has only the model “demo”: omit the model.";
    const { offered, isGone, replacement } = stateOf(model);
    if (isGone) return `Google no longer offers ${model}. ${replacement ? `Use ${replacement}.` : instead()}`;
    // That of the configuration may be newer than the table of prices.
    if (model === usual) return null;
    if (model === DEMO_MODEL || !priceOf(model, STANDARD)) return `No price is known for ${model}. ${instead()}`;
    return offered === false ? `Google doesn't offer ${model} for this API key. ${instead()}` : null;
  }
  return { ...current, ids: [...new Set([own, ...priced])], stateOf, problemOf };
}
