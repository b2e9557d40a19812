import "server-only";
import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import type { Bill, CallPlan } from "#lib/db/images/calls.ts";
import { madeSize } from "#lib/gemini/models.ts";
import { priceOf } from "#lib/gemini/price-list.ts";
import { costMicros, expectedCost } from "#lib/gemini/prices.ts";
import type { Progress } from "#lib/generation/image-attempt.ts";
import { picturesToSend } from "#lib/generation/sent-pictures.ts";
import type { CallFacts, GenerationError } from "#lib/image-model.ts";

/** Every call is made in this tier. Google may serve it in another one. */
export const ASKED_TIER = "standard";

export function planCall(image: ClaimedImage): CallPlan {
  const { model, prompt, format } = image;
  const size = madeSize(model, format.imageSize);
  const price = priceOf(model, ASKED_TIER);
  const asked = { size, pictures: picturesToSend(image).length, characters: prompt.length };
  return { imageSize: size, reservedMicros: (price && expectedCost(price, asked)?.highMicros) ?? null };
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
