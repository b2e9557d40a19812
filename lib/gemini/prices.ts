import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import type { ImageSize } from "#lib/schemas/picture-format.ts";

export const TIERS = ["standard", "flex", "batch", "priority"] as const;
export type Tier = (typeof TIERS)[number];

/** USD per million tokens. */
type Rates = { input: number; textOut: number; imageOut: number };

export type Price = Rates & {
  model: string;
  tier: Tier;
  /** Tokens of one picture that is sent: only for estimates, as answers tell what was billed. */
  sentImageTokens: number;
  /** Tokens of one image that is made. A size that is missing has no known price. */
  imageTokens: Partial<Record<ImageSize, number>>;
  /** The page that the rates are from, and the day on which it said so. */
  source: string;
  date: string;
};

const GOOGLE = { source: "https://ai.google.dev/gemini-api/docs/pricing", date: "2026-10-07" };

/** Tokens of sent pictures are known for the first two models only. */
const STANDARD: Omit<Price, "tier">[] = [
  {
    model: "gemini-3-pro-image",
    ...{ input: 2, textOut: 12, imageOut: 120, sentImageTokens: 560 },
    imageTokens: { "1K": 1_120, "2K": 1_120, "4K": 2_000 },
    ...GOOGLE,
  },
  {
    model: "gemini-nano-banana-2.1",
    ...{ input: 1.5, textOut: 7.5, imageOut: 30, sentImageTokens: 1_120 },
    imageTokens: { "1K": 1_120, "2K": 1_680, "4K": 3_780 },
    ...GOOGLE,
  },
  {
    model: "gemini-3.1-flash-lite-image",
    ...{ input: 0.25, textOut: 1.5, imageOut: 30, sentImageTokens: 1_120 },
    imageTokens: { "1K": 1_120 },
    ...GOOGLE,
  },
  {
    model: "gemini-3.1-flash-image",
    ...{ input: 0.5, textOut: 3, imageOut: 60, sentImageTokens: 1_120 },
    imageTokens: { "512": 747, "1K": 1_120, "2K": 1_680, "4K": 2_520 },
    ...GOOGLE,
  },
  {
    model: "gemini-2.5-flash-image",
    ...{ input: 0.3, textOut: 2.5, imageOut: 30, sentImageTokens: 1_120 },
    imageTokens: { "1K": 1_290 },
    ...GOOGLE,
  },
  {
    model: DEMO_MODEL,
    ...{ input: 2, textOut: 12, imageOut: 120, sentImageTokens: 560 },
    imageTokens: { "1K": 1_120 },
    ...{ source: "demo", date: GOOGLE.date },
  },
];
/** Models for which the page names a price of the flex tier; demo mode pretends. */
const FLEX = ["gemini-3-pro-image", "gemini-2.5-flash-image", DEMO_MODEL];

/** Batch and flex are half of every rate. */
function half(price: Omit<Price, "tier">, tier: Tier): Price {
  return { ...price, tier, input: price.input / 2, textOut: price.textOut / 2, imageOut: price.imageOut / 2 };
}

/** What calls cost where PRICES_FILE says nothing else. A model or tier that is missing has no known price. */
export const PRICES: readonly Price[] = STANDARD.flatMap((price) => [
  { ...price, tier: "standard" },
  half(price, "batch"),
  ...(FLEX.includes(price.model) ? [half(price, "flex")] : []),
]);

/** `text` has the thinking too, which is billed alike. */
type BilledTokens = { input: number; text: number; image: number };

/** In millionths of a dollar, rounded. Adds up integers: 0.3 is no exact fraction. */
export function costMicros(rates: Rates, { input, text, image }: BilledTokens): number {
  const exact = (rate: number) => Math.round(rate * 1_000_000);
  const sum = input * exact(rates.input) + text * exact(rates.textOut) + image * exact(rates.imageOut);
  return Math.round(sum / 1_000_000);
}

/** In millionths of a dollar. */
export type ExpectedCost = { micros: number; lowMicros: number; highMicros: number };

/** Text and thinking that nobody sees: the page counts without, measured calls had up to 900. */
const HIDDEN_TOKENS = { low: 0, expected: 900, high: 2_000 };
const CHARACTERS_PER_TOKEN = 4;

export type AskedCall = { size: ImageSize; pictures: number; characters: number };

/** Null where nothing is known about an image of that size. */
export function expectedCost(price: Price, { size, pictures, characters }: AskedCall): ExpectedCost | null {
  const image = price.imageTokens[size];
  if (image === undefined) return null;
  const input = pictures * price.sentImageTokens + Math.ceil(characters / CHARACTERS_PER_TOKEN);
  return {
    micros: costMicros(price, { input, text: HIDDEN_TOKENS.expected, image }),
    lowMicros: costMicros(price, { input: Math.round(input / 2), text: HIDDEN_TOKENS.low, image }),
    highMicros: costMicros(price, { input: input * 2, text: HIDDEN_TOKENS.high, image }),
  };
}
