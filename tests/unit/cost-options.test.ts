import { describe, expect, test } from "vitest";
import { optionsLine } from "#components/bulk-generate/cost-options.tsx";
import { optionsBlockedBy } from "#components/bulk-generate/messages.ts";
import {
  budgetProblem,
  DEFAULT_OPTIONS,
  draftOfOptions,
  type OptionsDraft,
  toJobOptions,
} from "#components/bulk-generate/options-draft.ts";
import { optionsFrom, optionsParam } from "#components/bulk-generate/wizard-params.ts";
import {
  type Choice,
  requestOf,
  shotsRequestOf,
  startState,
  toBody,
  toJobBody,
  wizardReducer,
} from "#components/bulk-generate/wizard-state.ts";
import { NOTHING, withIds } from "#components/products/selection-rules.ts";
import { shotsDraftOf } from "#components/shots/shots-draft.ts";
import { bulkGenerateRequestSchema, jobRequestSchema } from "#lib/schemas/bulk-generate.ts";

const CHOICE: Choice = { variant: "MAIN", imageTypeId: "t", templateId: null, customPrompt: "", values: {} };
const ONE = withIds(NOTHING, ["p1"], true);
const ALL: OptionsDraft = {
  ...{ budget: " 12.50 ", pilot: true, makeAgain: true, tier: "batch" },
  ...{ switchAfter: "", deadline: "8", thenTier: "flex" },
};
const SENT = { budgetUsd: 12.5, pilot: 3, reuse: false, tier: "batch", deadlineHours: 8, thenTier: "flex" };

describe("cost options", () => {
  test("a request says nothing of what is as usual", () => {
    expect(toJobOptions(DEFAULT_OPTIONS)).toEqual({});
    const request = requestOf(CHOICE, ONE, null);
    expect(request && toBody(request)).toEqual({ productIds: ["p1"], variant: "MAIN", imageTypeId: "t" });
  });

  test("both requests have what was chosen", () => {
    const request = requestOf(CHOICE, ONE, null, ALL);
    expect(request && bulkGenerateRequestSchema.parse(toBody(request))).toMatchObject(SENT);
    const shots = { draft: shotsDraftOf([], []), onlyMissing: false };
    const ofShots = shotsRequestOf(shots, ONE, ALL);
    expect(ofShots && toJobBody(ofShots)).toEqual({ productIds: ["p1"], shots: [], onlyMissing: false, ...SENT });
    const shot = { variant: "MAIN", imageTypeId: "t" };
    expect(jobRequestSchema.parse({ productIds: ["p1"], shots: [shot], ...SENT })).toMatchObject(SENT);
  });

  test.each(["", " ", "0", "12", "12.5", "0.000001", "1000000"])("takes the budget %j", (budget) => {
    expect(budgetProblem(budget)).toBeNull();
  });

  test.each(["a lot", "-1", "1,5", "$5", "1e3", "1000000.01", "1.0000001"])("refuses the budget %j", (budget) => {
    const options = { ...DEFAULT_OPTIONS, budget };
    expect(optionsBlockedBy(options)).toMatchObject({ step: "review" });
    expect(toJobOptions(options)).toEqual({});
  });

  test.each(["0", "48", "1.5", "soon"])("refuses the deadline %j, of a batch only", (deadline) => {
    const options: OptionsDraft = { ...DEFAULT_OPTIONS, tier: "batch", deadline };
    expect(optionsBlockedBy(options)?.message).toBe("Enter 1 to 47 hours.");
    expect(toJobOptions(options)).toEqual({ tier: "batch" });
    expect(optionsBlockedBy({ ...options, tier: "flex" })).toBeNull();
  });

  test("only flex switches to the full price", () => {
    const options: OptionsDraft = {
      ...DEFAULT_OPTIONS,
      tier: "flex",
      switchAfter: "30",
      deadline: "8",
      thenTier: "flex",
    };
    expect(toJobOptions(options)).toEqual({ tier: "flex", switchAfterMinutes: 30 });
    expect(toJobOptions({ ...options, tier: "standard" })).toEqual({});
    expect(optionsBlockedBy({ ...options, switchAfter: "1441" })?.message).toBe("Enter 1 to 1440 minutes.");
  });

  test("a reload keeps them, whatever the address holds", () => {
    expect(optionsFrom(optionsParam(ALL))).toEqual({ ...ALL, budget: "12.5" });
    expect(optionsParam(DEFAULT_OPTIONS)).toEqual({ options: null });
    const odd = { options: { budgetUsd: "5", pilot: 0, reuse: "no", tier: "never" } };
    expect(optionsFrom(odd)).toEqual(DEFAULT_OPTIONS);
  });

  test("another job like one begins with its options", () => {
    expect(draftOfOptions({ id: "j", ...SENT })).toEqual({ ...ALL, budget: "12.5" });
    const usual = { budgetUsd: null, pilot: null, reuse: true, tier: "standard" };
    expect(draftOfOptions(usual)).toEqual(DEFAULT_OPTIONS);
    const state = startState(CHOICE, true, null, ALL);
    expect(wizardReducer(state, { type: "clearPrompt" }).options).toEqual(ALL);
    expect(wizardReducer(state, { type: "setOptions", options: DEFAULT_OPTIONS }).options).toEqual(DEFAULT_OPTIONS);
  });

  test("are told in a line", () => {
    expect(optionsLine(DEFAULT_OPTIONS)).toBe("Now");
    expect(optionsLine(ALL)).toBe("Budget $12.50 · 3 products first · Make again · Overnight");
  });
});
