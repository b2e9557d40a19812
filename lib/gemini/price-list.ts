import "server-only";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { CantStart } from "#lib/cant-start.ts";
import { env } from "#lib/env.ts";
import { PRICES, type Price, TIERS } from "#lib/gemini/prices.ts";
import { once } from "#lib/once.ts";
import { IMAGE_SIZES } from "#lib/schemas/picture-format.ts";

const MAX_ROWS = 1_000;

const rate = z.number("a number of USD per million tokens").min(0, "0 or more").max(1_000, "1000 or less");
const tokens = z.int("a whole number of tokens").min(0, "0 or more").max(1_000_000, "1000000 or less");
const word = (expected: string) => z.string(expected).min(1, expected).max(300, expected);

const priceSchema = z.strictObject({
  model: z.string("a model id").regex(/^[\w.-]{1,100}$/, "a model id such as gemini-3-pro-image"),
  tier: z.enum(TIERS, TIERS.join(" or ")),
  input: rate,
  textOut: rate,
  imageOut: rate,
  sentImageTokens: tokens,
  imageTokens: z.partialRecord(z.enum(IMAGE_SIZES), tokens, `tokens by size: ${IMAGE_SIZES.join(", ")}`),
  source: word("where the price is from"),
  date: z.iso.date("a day such as 2026-11-30"),
});
const keyOf = (model: string, tier: string) => JSON.stringify([model, tier]);

const fileSchema = z.strictObject(
  {
    prices: z
      .array(priceSchema, "a list of prices")
      .max(MAX_ROWS, `at most ${MAX_ROWS} rows`)
      .refine(
        (rows) => new Set(rows.map(({ model, tier }) => keyOf(model, tier))).size === rows.length,
        "a list with one row for each model and tier",
      ),
  },
  'an object such as {"prices": […]}',
);

/** Throws an error whose message says what to change. */
function readPrices(path: string): Price[] {
  const { success, data, error } = fileSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (success) return data.prices;
  const [issue] = error.issues;
  const place = issue?.path.join(".") || "the file";
  throw new Error(
    issue?.code === "unrecognized_keys"
      ? `${place} has an unknown field ${issue.keys.join(", ")}`
      : `${place} must be ${issue?.message}`,
  );
}

/** The rows of the file take the place of those for the same model and tier. Throws `CantStart`. */
export function loadPrices(path: string | undefined): Map<string, Price> {
  try {
    const own = path === undefined ? [] : readPrices(path);
    return new Map([...PRICES, ...own].map((price) => [keyOf(price.model, price.tier), price]));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const line = `PRICES_FILE holds ${JSON.stringify(path)}, which can't be used: ${reason}. Correct it or unset PRICES_FILE.`;
    throw new CantStart(line.replaceAll(/\s+/g, " "), { cause });
  }
}

/** Read once: a change of the file takes effect at the next start. */
export function prices(): Map<string, Price> {
  return once("prices", () => loadPrices(env().PRICES_FILE));
}

/** Null where no price is known. */
export function priceOf(model: string, tier: string): Price | null {
  return prices().get(keyOf(model, tier)) ?? null;
}
