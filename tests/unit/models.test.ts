import { expect, test } from "vitest";
import { checkLine, pricesLine } from "#components/settings/model-row.tsx";
import { parseEnv } from "#lib/env.ts";
import { modelNotice } from "#lib/gemini/model-notice.ts";
import { factsOf, nearRetirement } from "#lib/gemini/models.ts";
import { readRefusal } from "#lib/gemini/refusal.ts";

const FLASH = "gemini-2.5-flash-image";
const day = (date: string) => new Date(`${date}T00:00:00Z`);

test("the model of the configuration's default has no end", () => {
  expect(factsOf(parseEnv({}).GEMINI_IMAGE_MODEL).retiresAt).toBeUndefined();
});

test("the end of a model is near for 60 days, and stays so", () => {
  expect(nearRetirement(FLASH, day("2026-08-02"))).toBeNull();
  expect(nearRetirement(FLASH, day("2026-08-03"))).toBe("2026-10-02");
  expect(nearRetirement(FLASH, day("2027-01-01"))).toBe("2026-10-02");
  expect(nearRetirement("gemini-nobody-knows", day("2027-01-01"))).toBeNull();
});

test("says what is wrong with a model, or will be", () => {
  type State = ReturnType<Parameters<typeof modelNotice>[1]["stateOf"]>;
  const known: State = { name: null, offered: true, isGone: false, replacement: null };
  const say = (state: Partial<State>, date: string, model = FLASH) =>
    modelNotice(model, { stateOf: () => ({ ...known, ...state }) }, day(date));
  expect(say({}, "2026-08-01")).toBeNull();
  expect(say({}, "2026-09-01")).toBe(`Google ends ${FLASH} on October 2, 2026.`);
  expect(say({}, "2026-11-30")).toMatch(/^Google announced the end of .* for October 2, 2026/);
  expect(say({ offered: false }, "2026-08-01")).toMatch(/^Google doesn't list/);
  expect(say({ offered: false, isGone: true, replacement: "gemini-x" }, "2026-08-01")).toBe(
    `Google no longer offers ${FLASH}. It names gemini-x instead.`,
  );
});

test.each([
  [
    `models/${FLASH} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see`,
    undefined,
  ],
  [
    `This model models/${FLASH} is no longer available to new users. Please update your code to use a newer model.`,
    undefined,
  ],
  [
    `This model models/${FLASH} is no longer available. Please update your code to use models/gemini-3.5-image for the latest.`,
    "gemini-3.5-image",
  ],
  [
    `This model models/${FLASH} is no longer available. Please update your code to use models/gemini-3-pro-image.`,
    "gemini-3-pro-image",
  ],
])("of %s the replacement is %s", (message, replacement) => {
  const googleError = { code: 404, status: "NOT_FOUND", message, details: [] };
  const refusal = readRefusal({ status: 404, answeredAt: new Date(), retryAfter: null, googleError });
  expect(refusal).toMatchObject({ code: "MODEL_GONE", replacement });
});

test("prices and checks are told in a line", () => {
  const priceUsd = { "1K": { standard: 0.1344, batch: 0.0672 }, "4K": { standard: 0.24 } };
  expect(pricesLine({ sizes: ["1K", "2K", "4K"], priceUsd })).toBe("1K $0.1344 · 4K $0.24");
  expect(pricesLine({ sizes: ["1K"], priceUsd: {} })).toBe("No known price");
  const works = { model: FLASH, works: true, code: null, message: null, costUsd: 0.04, replacement: null };
  expect(checkLine(works)).toBe("It works. The call cost $0.04.");
  const lost = { ...works, works: false, code: "NETWORK", message: "The connection was lost.", costUsd: null };
  expect(checkLine(lost)).toBe("The connection was lost. Google may have billed the call.");
});
