import { describe, expect, test } from "vitest";
import { blockedBy, variantLine } from "#components/bulk-generate/messages.ts";
import { startLike } from "#components/bulk-generate/start-like.ts";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import { choiceFrom, paramsOf } from "#components/bulk-generate/wizard-params.ts";
import {
  type Choice,
  missing,
  narrowedTo,
  requestOf,
  startState,
  stepsOf,
  toBody,
  withoutProducts,
  wizardReducer,
} from "#components/bulk-generate/wizard-state.ts";
import { bodyOf, countSelected, NOTHING, selectMatching, withIds } from "#components/products/selection-rules.ts";
import { shotsDraftOf } from "#components/shots/shots-draft.ts";
import { nameSome } from "#components/ui/name-some.ts";
import type { Template, TemplateVariable } from "#lib/schemas/template.ts";

const picked = (...ids: string[]) => withIds(NOTHING, ids, true);
const TWO = picked("p1", "p2");

const EMPTY: Choice = { variant: null, imageTypeId: null, templateId: null, customPrompt: "", values: {} };
const CHOSEN: Choice = { ...EMPTY, variant: "PT01", imageTypeId: "lifestyle" };

const variable = (name: string, type: TemplateVariable["type"] = "text"): TemplateVariable => ({
  name,
  label: "",
  type,
  required: false,
  defaultValue: type === "product" ? "product_title" : null,
  options: [],
});

const template = (promptText: string, ...variables: TemplateVariable[]): Template => ({
  id: "t1",
  name: "Scene",
  description: "",
  promptText,
  variables,
});

describe("wizard state", () => {
  test("begins at the shots when products are selected already", () => {
    expect(startState(EMPTY, true).open).toBe("shots");
    expect(startState(EMPTY, false).open).toBe("products");
  });

  test("has one step open at a time, and closes the open one on a second click", () => {
    const open = wizardReducer(startState(EMPTY, false), { type: "toggleStep", step: "prompt" });
    expect(open.open).toBe("prompt");
    expect(wizardReducer(open, { type: "toggleStep", step: "prompt" }).open).toBeNull();
  });

  test("leads from step to step to the review, past the prompt where the shots have theirs", () => {
    expect(stepsOf(null)).toEqual(["products", "shots", "prompt", "review"]);
    expect(stepsOf({ draft: shotsDraftOf([], []), onlyMissing: false })).toEqual(["products", "shots", "review"]);
  });

  test("keeps what was filled in when another template is looked at", () => {
    const filled = wizardReducer(startState(EMPTY, false), { type: "fillVariable", name: "room", value: "kitchen" });
    expect(wizardReducer(filled, { type: "chooseTemplate", templateId: "t2" }).choice.values).toEqual({
      room: "kitchen",
    });
  });

  test("names the first thing that is missing and its step", () => {
    expect(missing(EMPTY, NOTHING)?.step).toBe("products");
    expect(missing(EMPTY, TWO)?.step).toBe("shots");
    expect(missing({ ...EMPTY, variant: "MAIN" }, TWO)?.step).toBe("prompt");
    expect(missing(CHOSEN, TWO)).toBeNull();
  });

  test("takes 10,000 products that were picked, and any number that match", () => {
    const ids = Array.from({ length: 10_001 }, (_, index) => `p${index}`);
    expect(missing(CHOSEN, picked(...ids))?.message).toContain("10,000 products");
    expect(missing(CHOSEN, selectMatching({}, 100_000))).toBeNull();
  });
});

describe("request", () => {
  test("is null while something is missing", () => {
    expect(requestOf(CHOSEN, NOTHING, null)).toBeNull();
    expect(requestOf(EMPTY, picked("p1"), null)).toBeNull();
  });

  test("leaves out a blank custom prompt", () => {
    expect(requestOf({ ...CHOSEN, customPrompt: "  " }, picked("p1"), null)).toEqual({
      products: { productIds: ["p1"] },
      variant: "PT01",
      imageTypeId: "lifestyle",
    });
  });

  test("sends a custom prompt together with the template whose variables it may use", () => {
    const request = requestOf(
      { ...CHOSEN, customPrompt: " On {{surface}} " },
      picked("p1"),
      template("", variable("surface")),
    );
    expect(request).toMatchObject({ customPrompt: "On {{surface}}", templateId: "t1" });
  });

  test("sends only values the template asks for, never a product's own", () => {
    const values = { surface: "oak", name: "mine", other: "left over" };
    const asks = template("", variable("surface"), variable("name", "product"), variable("empty"));
    expect(requestOf({ ...CHOSEN, values }, picked("p1"), asks)?.templateVariables).toEqual({ surface: "oak" });
  });
});

describe("a request for all that match", () => {
  const mugs = withIds(selectMatching({ search: "mug" }, 12_345), ["p1"], false);

  test("names the filter and the exceptions", () => {
    const request = requestOf(CHOSEN, mugs, null);
    expect(request && toBody(request)).toEqual({
      selection: { search: "mug", exceptProductIds: ["p1"] },
      variant: "PT01",
      imageTypeId: "lifestyle",
    });
  });

  test("leaves products out by an exception, or out of those that were picked", () => {
    expect(withoutProducts(bodyOf(mugs), ["p2"])).toEqual({
      selection: { search: "mug", exceptProductIds: ["p1", "p2"] },
    });
    expect(withoutProducts(bodyOf(TWO), ["p2"])).toEqual({ productIds: ["p1"] });
  });

  test("is narrowed to those that have the variant, as many as there are", () => {
    const narrowed = narrowedTo(mugs, "PT01", 900);
    expect(narrowed).toMatchObject({ filter: { search: "mug", variant: "PT01" }, except: new Set(["p1"]) });
    expect(narrowed && countSelected(narrowed)).toBe(900);
    expect(narrowedTo(TWO, "PT01", 1)).toBeNull();
    expect(narrowedTo(selectMatching({ variant: "MAIN" }, 5), "PT01", 1)).toBeNull();
  });
});

describe("the button", () => {
  const preview = {
    variant: "PT01",
    skipped: [],
    skippedCount: 0,
    prompts: [],
    emptyVariables: [],
    missingValues: [],
    sources: [],
    existing: 0,
    estimate: { usd: 1, lowUsd: 1, highUsd: 1, seconds: 1, basis: "table" as const, demo: false, budgetLeftUsd: null },
  };
  const planOf = (totalImages: number): Plan => ({
    request: null,
    preview: { ...preview, totalImages, alreadyMade: [], alreadyMadeCount: 0 },
    error: null,
    pending: false,
  });

  test("is blocked with words by more images than a job makes", () => {
    expect(blockedBy(null, planOf(100_001))).toMatchObject({ step: "products" });
    expect(blockedBy(null, planOf(100_001))?.message).toContain("at most 100,000 images");
    expect(blockedBy(null, planOf(100_000))).toBeNull();
  });

  test("counts all that are left out, of whom the answer names the first only", () => {
    const plan = planOf(10);
    const some = plan.preview && { ...plan.preview, skippedCount: 12_335 };
    expect(variantLine({ ...plan, preview: some }, "PT01")).toBe("PT01 · 10 of 12,345 have it");
  });
});

describe("the URL", () => {
  test("gives back the choice it was made from", () => {
    const choice = { ...CHOSEN, templateId: "t1", customPrompt: "On oak", values: { surface: "oak" } };
    expect(choiceFrom({ job: null, ...paramsOf(choice) })).toEqual(choice);
  });

  test("leaves out texts too long for a request's head", () => {
    expect(paramsOf({ ...CHOSEN, customPrompt: "ä".repeat(3_000) }).prompt).toBeNull();
  });
});

describe("another job like one", () => {
  const lifestyle = {
    ...{ id: "lifestyle", name: "Lifestyle", description: "", defaultPrompt: "A scene.", order: 0 },
    ...{ aspectRatio: null, imageSize: null },
  };
  const scene = template(
    "Place {{ name }} on {{surface}}, {{light}}. Keep {{surface}}.",
    variable("name", "product"),
    variable("surface"),
    variable("light"),
  );
  const [pro, banana] = [{ model: "gemini-3-pro-image" }, { model: "gemini-nano-banana-2.1" }];
  const options = { templates: [scene], imageTypes: [lifestyle], formats: pro, models: [pro, banana] };
  const shot = {
    ...{ name: "Scene", variant: "PT01", targetVariant: "PT01", imageTypeId: "lifestyle", templateId: null },
    ...{ prompt: "A scene.", look: null, aspectRatio: "1:1", imageSize: null, candidates: 1, alsoSend: [] },
    ...pro,
  };
  function like(prompt: string, from: Template | null) {
    const start = startLike([{ ...shot, prompt, templateId: from?.id ?? null }], options);
    return start && "choice" in start ? start.choice : null;
  }

  test("finds the values the template was filled with", () => {
    const choice = like("Place {{ name }} on an oak table, at dusk, in fog. Keep an oak table.", scene);
    expect(choice).toEqual({
      ...CHOSEN,
      templateId: "t1",
      values: { surface: "an oak table", light: "at dusk, in fog" },
    });
  });

  test("takes the prompt as a custom one when the template has changed since", () => {
    expect(like("Put {{name}} on oak.", scene)).toMatchObject({ values: {}, customPrompt: "Put {{name}} on oak." });
  });

  test("needs no custom prompt when the image type's own text was used", () => {
    expect(like("A scene.", null)?.customPrompt).toBe("");
    expect(like("Another scene.", null)?.customPrompt).toBe("Another scene.");
  });

  test("has its shots where they are several, or say more than a plain one", () => {
    const banner = {
      ...{ ...shot, name: "Banner", targetVariant: "OTHER:banner", imageTypeId: null, templateId: "t1" },
      ...{
        prompt: "Place {{name}} on oak, at dusk. Keep oak.",
        aspectRatio: "16:9",
        imageSize: "4K",
        alsoSend: ["BACK"],
      },
    };
    const start = startLike([shot, banner], options);
    const shots = start && "shots" in start ? start.shots : [];
    expect(shots).toMatchObject([
      { name: "Scene", variant: "PT01", targetVariant: "PT01", candidates: 1 },
      {
        ...{ name: "Banner", targetVariant: "OTHER", imageTypeId: "", aspectRatio: "16:9", imageSize: "4K" },
        ...{ templateId: "t1", templateVariables: { surface: "oak", light: "at dusk" }, alsoSend: ["BACK"] },
      },
    ]);
    expect(startLike([{ ...shot, candidates: 2 }], options)).toMatchObject({ shots: [{ candidates: 2 }] });
    expect(startLike([], options)).toBeNull();
  });

  test("has its look, unless the look was changed since", () => {
    const warm = { ...shot, prompt: "A scene.\n\nIn warm light." };
    const shotsOf = (look: { id: string; prompt: string }) => {
      const start = startLike([{ ...warm, look }], options);
      return start && "shots" in start ? start.shots : [];
    };
    expect(shotsOf({ id: "warm", prompt: "In warm light." })).toMatchObject([
      { lookId: "warm", customPrompt: undefined },
    ]);
    expect(shotsOf({ id: "warm", prompt: "At dusk." })).toMatchObject([
      { lookId: undefined, customPrompt: warm.prompt },
    ]);
  });

  test("has its model where that is not the one of new jobs, and can still be used", () => {
    const like = (model: string) => startLike([{ ...shot, model }], options);
    expect(like(banana.model)).toMatchObject({ shots: [banana] });
    expect(like(pro.model)).toHaveProperty("choice");
    expect(like("gemini-gone")).toHaveProperty("choice");
  });

  test("is plain in the format of its image type", () => {
    const tall = { ...lifestyle, aspectRatio: "2:3" as const, imageSize: "4K" as const };
    const start = startLike([{ ...shot, aspectRatio: "2:3", imageSize: "4K" }], { ...options, imageTypes: [tall] });
    expect(start).toMatchObject({ choice: { variant: "PT01" } });
  });
});

describe("words", () => {
  test("name the first few and count the rest", () => {
    expect(nameSome(["Mug"])).toBe("“Mug”");
    expect(nameSome(["Mug", "Tote", "Lamp"])).toBe("“Mug”, “Tote” and “Lamp”");
    expect(nameSome(["Mug", "Tote", "Lamp", "Fork", "Rug"])).toBe("“Mug”, “Tote”, “Lamp” and 2 more");
    expect(nameSome(["Mug", "Tote"], 3, 12)).toBe("“Mug”, “Tote” and 10 more");
  });

  test("cut a long name", () => {
    expect(nameSome(["Harbour Linen Cushion Cover with Woven Stripe, Sage"])).toBe(
      "“Harbour Linen Cushion Cover with Woven Stri…”",
    );
  });
});
