import "server-only";
import type { PricedCall } from "#lib/db/budgets.ts";
import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import type { Bill } from "#lib/db/images/calls.ts";
import { madeSize } from "#lib/gemini/models.ts";
import { offeredTiers } from "#lib/gemini/offered-tiers.ts";
import { priceOf, prices } from "#lib/gemini/price-list.ts";
import { type AskedCall, costMicros, expectedCost } from "#lib/gemini/prices.ts";
import type { Progress } from "#lib/generation/image-attempt.ts";
import { picturesToSend } from "#lib/generation/sent-pictures.ts";
import type { CallFacts, GenerationError } from "#lib/image-model.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";
import { IMAGE_SIZES, type ImageSize } from "#lib/schemas/picture-format.ts";

/** Of an image to be asked for in a tier that its model has: a job may continue with another model. */
export function withKnownTier(image: ClaimedImage): ClaimedImage {
  return offeredTiers(image.model).includes(image.tier) ? image : { ...image, tier: "standard" };
}

/** What the dearest known model and size of the tier would cost: what is reserved for one without a price. */
function dearestMicros(tier: AskedTier, asked: AskedCall): number {
  const known = [...prices().values()].filter((price) => price.tier === tier);
  const costs = known.flatMap((price) =>
    IMAGE_SIZES.map((size) => expectedCost(price, { ...asked, size })?.highMicros ?? 0),
  );
  return Math.max(0, ...costs);
}

/** `tier`: standard where it is left out. */
type ToPrice = Omit<AskedCall, "size"> & { imageSize: ImageSize | null; tier?: AskedTier };

export function priceCall(model: string, { imageSize, tier = "standard", ...sent }: ToPrice): PricedCall {
  const size = madeSize(model, imageSize);
  const price = priceOf(model, tier);
  const asked = { ...sent, size };
  const highMicros = (price && expectedCost(price, asked)?.highMicros) ?? dearestMicros(tier, asked);
  return { model, imageSize: size, tier, highMicros };
}

export function planCall(image: ClaimedImage): PricedCall {
  const { model, tier, prompt, format } = image;
  const { imageSize } = format;
  return priceCall(model, { imageSize, tier, pictures: picturesToSend(image).length, characters: prompt.length });
}

/** What was asked for. Google may serve it in another tier. */
type Asked = Pick<ClaimedImage, "model" | "tier">;

function costOf(asked: Asked, { usage, tier }: CallFacts): number | null {
  const price = priceOf(asked.model, tier ?? asked.tier);
  if (!usage || !price) return null;
  const { promptTokens: input, outputTokens, imageTokens: image, thoughtsTokens } = usage;
  return costMicros(price, { input, text: outputTokens - image + thoughtsTokens, image });
}

/**
 * Google bills every answer, also one without an image, and no request that it refused. Null where no call was made or nobody knows
 * how it ended.
 */
export function billOf(asked: Asked, { called, facts }: Progress, error: GenerationError | null): Bill | null {
  const answered = error?.facts ?? facts;
  if (answered)
    return { usage: answered.usage, tier: answered.tier ?? asked.tier, costMicros: costOf(asked, answered) };
  return called && error && !error.cutOff ? { usage: null, tier: null, costMicros: 0 } : null;
}
