import "server-only";
import { checkCost } from "#lib/gemini/check-cost.ts";
import { modelNotice } from "#lib/gemini/model-notice.ts";
import { factsOf } from "#lib/gemini/models.ts";
import { priceOf } from "#lib/gemini/price-list.ts";
import { costMicros, type Price, TIERS } from "#lib/gemini/prices.ts";
import { type Models, readModels } from "#lib/gemini/read-models.ts";
import type { OfferedModel, OfferedModels } from "#lib/schemas/model.ts";
import { usdOf } from "#lib/schemas/money.ts";
import type { ImageSize } from "#lib/schemas/picture-format.ts";

/** What the image itself costs, as the price page says it: without what is sent, text and thinking. */
function imageUsd(price: Price, size: ImageSize): number | null {
  const image = price.imageTokens[size];
  return image === undefined ? null : usdOf(costMicros(price, { input: 0, text: 0, image }));
}

function pricesOf(model: string, size: ImageSize): Record<string, number> {
  return Object.fromEntries(
    TIERS.flatMap((tier) => {
      const price = priceOf(model, tier);
      const usd = price && imageUsd(price, size);
      return usd === null ? [] : [[tier, usd]];
    }),
  );
}

function showModel(id: string, models: Models): OfferedModel {
  const { name, offered, replacement } = models.stateOf(id);
  const { sizes, ratios, pictures, retiresAt = null } = factsOf(id);
  const priceUsd = Object.fromEntries(
    sizes.map((size) => [size, pricesOf(id, size)] as const).filter(([, usd]) => Object.keys(usd).length > 0),
  );
  const checkMicros = checkCost(id)?.micros;
  return {
    ...{ id, name: name ?? id, sizes: [...sizes], ratios: [...ratios], pictures, priceUsd },
    checkUsd: checkMicros === undefined ? null : usdOf(checkMicros),
    ...{ offered, retiresAt, replacement },
  };
}

function showAll(models: Models): OfferedModels {
  return { models: models.ids.map((id) => showModel(id, models)), current: models.model };
}

export async function showModels(): Promise<OfferedModels> {
  return showAll(await readModels());
}

/** The same for the page of settings. `usual`: that of the configuration. `notices`: what is wrong with some of them. */
export async function readModelOptions() {
  const models = await readModels();
  const now = new Date();
  const notices = Object.fromEntries(models.ids.map((id) => [id, modelNotice(id, models, now)]));
  return { ...showAll(models), usual: models.usual, notices };
}
