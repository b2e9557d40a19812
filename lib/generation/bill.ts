import "server-only";
import type { PricedCall } from "#lib/db/budgets.ts";
import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import type { Bill } from "#lib/db/images/calls.ts";
import { madeSize } from "#lib/gemini/models.ts";
import { priceOf, prices } from "#lib/gemini/price-list.ts";
import { type AskedCall, costMicros, expectedCost } from "#lib/gemini/prices.ts";
import type { Progress } from "#lib/generation/image-attempt.ts";
import { picturesToSend } from "#lib/generation/sent-pictures.ts";
import type { CallFacts, GenerationError } from "#lib/image-model.ts";
import { IMAGE_SIZES, type ImageSize } from "#lib/schemas/picture-format.ts";

/** Every call is made in this tier. Google may serve it in another one. */
export const ASKED_TIER = "standard";

/** What the dearest known model and size would cost: what is reserved for one without a price. */
function dearestMicros(asked: AskedCall): number {
  const known = [...prices().values()].filter(({ tier }) => tier === ASKED_TIER);
  const costs = known.flatMap((price) =>
    IMAGE_SIZES.map((size) => expectedCost(price, { ...asked, size })?.highMicros ?? 0),
  );
  return Math.max(0, ...costs);
}

type Asked = Omit<AskedCall, "size"> & { imageSize: ImageSize | null };

export function priceCall(model: string, { imageSize, ...sent }: Asked): PricedCall {
  const size = madeSize(model, imageSize);
  const price = priceOf(model, ASKED_TIER);
  const asked = { ...sent, size };
  const highMicros = (price && expectedCost(price, asked)?.highMicros) ?? dearestMicros(asked);
  return { model, imageSize: size, tier: ASKED_TIER, highMicros };
}

export function planCall(image: ClaimedImage): PricedCall {
  const { model, prompt, format } = image;
  const { imageSize } = format;
  return priceCall(model, { imageSize, pictures: picturesToSend(image).length, characters: prompt.length });
}

function costOf(model: string, { usage, tier }: CallFacts): number | null {
  const price = priceOf(model, tier ?? ASKED_TIER);
  if (!usage || !price) return null;
  const { promptTokens: input, outputTokens, imageTokens: image, thoughtsTokens } = usage;
  return costMicros(price, { input, text: outputTokens - image + thoughtsTokens, image });
}

/**
 * Google bills every answer, also one without an image, and no request that it refused. Null where no call was made or nobody knows
 * how it ended.
 */
export function billOf(model: string, { called, facts }: Progress, error: GenerationError | null): Bill | null {
  const answered = error?.facts ?? facts;
  if (answered) return { usage: answered.usage, tier: answered.tier, costMicros: costOf(model, answered) };
  return called && error && !error.cutOff ? { usage: null, tier: null, costMicros: 0 } : null;
}
