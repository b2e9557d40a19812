import { describe, expect, test } from "vitest";
import { choiceOfJob } from "#components/bulk-generate/choice-of-job.ts";
import { announcement, outcomeLine, titleOf } from "#components/bulk-generate/job-words.ts";
import { roughly, secondsLeft } from "#components/bulk-generate/time-left.ts";
import { choiceFrom, paramsOf } from "#components/bulk-generate/wizard-params.ts";
import {
  type Choice,
  confirm,
  missing,
  NO_FILTER,
  requestOf,
  startState,
  stepAfter,
  wizardReducer,
} from "#components/bulk-generate/wizard-state.ts";
import { nameSome } from "#components/bulk-generate/words.ts";
import type { Template, TemplateVariable } from "#lib/schemas/template.ts";

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
  test("begins at the variant when products are selected already", () => {
    expect(startState(EMPTY, true).open).toBe("variant");
    expect(startState(EMPTY, false).open).toBe("products");
  });

  test("has one step open at a time, and closes the open one on a second click", () => {
    const open = wizardReducer(startState(EMPTY, false), { type: "toggleStep", step: "prompt" });
    expect(open.open).toBe("prompt");
    expect(wizardReducer(open, { type: "toggleStep", step: "prompt" }).open).toBeNull();
  });

  test("leads from step to step and ends at the review", () => {
    expect(stepAfter("products")).toBe("variant");
    expect(stepAfter("prompt")).toBe("review");
    expect(stepAfter("review")).toBeNull();
  });

  test("changes only the part of the filter that is given", () => {
    const state = wizardReducer(startState(EMPTY, false), { type: "filterProducts", filter: { search: "mug" } });
    expect(state.filter).toEqual({ ...NO_FILTER, search: "mug" });
  });

  test("keeps what was filled in when another template is looked at", () => {
    const filled = wizardReducer(startState(EMPTY, false), { type: "fillVariable", name: "room", value: "kitchen" });
    expect(wizardReducer(filled, { type: "chooseTemplate", templateId: "t2" }).choice.values).toEqual({
      room: "kitchen",
    });
  });

  test("names the first thing that is missing and its step", () => {
    expect(missing(EMPTY, 0)?.step).toBe("products");
    expect(missing(EMPTY, 2)?.step).toBe("variant");
    expect(missing({ ...EMPTY, variant: "MAIN" }, 2)?.step).toBe("prompt");
    expect(missing(CHOSEN, 2)).toBeNull();
    expect(missing(CHOSEN, 10_001)?.message).toContain("10,000 products");
  });
});

describe("request", () => {
  test("is null while something is missing", () => {
    expect(requestOf(CHOSEN, [], null)).toBeNull();
    expect(requestOf(EMPTY, ["p1"], null)).toBeNull();
  });

  test("leaves out a blank custom prompt", () => {
    expect(requestOf({ ...CHOSEN, customPrompt: "  " }, ["p1"], null)).toEqual({
      productIds: ["p1"],
      variant: "PT01",
      imageTypeId: "lifestyle",
    });
  });

  test("sends a custom prompt together with the template whose variables it may use", () => {
    const request = requestOf(
      { ...CHOSEN, customPrompt: " On {{surface}} " },
      ["p1"],
      template("", variable("surface")),
    );
    expect(request).toMatchObject({ customPrompt: "On {{surface}}", templateId: "t1" });
  });

  test("sends only values the template asks for, never a product's own", () => {
    const values = { surface: "oak", name: "mine", other: "left over" };
    const asks = template("", variable("surface"), variable("name", "product"), variable("empty"));
    expect(requestOf({ ...CHOSEN, values }, ["p1"], asks)?.templateVariables).toEqual({ surface: "oak" });
  });
});

describe("confirmation", () => {
  const request = requestOf(CHOSEN, ["p1", "p2"], null);
  if (!request) throw new Error("The choice is complete.");

  test("keeps its key when the same is sent again", () => {
    const first = confirm(request, null, () => "key-1");
    expect(confirm({ ...request }, first, () => "key-2")).toEqual(first);
  });

  test("gets a new key after any change", () => {
    const first = confirm(request, null, () => "key-1");
    expect(confirm({ ...request, productIds: ["p1"] }, first, () => "key-2").key).toBe("key-2");
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
  const lifestyle = { id: "lifestyle", name: "Lifestyle", description: "", defaultPrompt: "A scene.", order: 0 };
  const scene = template(
    "Place {{ name }} on {{surface}}, {{light}}. Keep {{surface}}.",
    variable("name", "product"),
    variable("surface"),
    variable("light"),
  );
  const like = (prompt: string, from: Template | null) => choiceOfJob({ variant: "PT01", prompt }, from, lifestyle);

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
    expect(like("A scene.", null).customPrompt).toBe("");
    expect(like("Another scene.", null).customPrompt).toBe("Another scene.");
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

const START = Date.parse("2026-11-23T10:00:00Z");

const job = (change: object = {}) => ({
  status: "PROCESSING" as const,
  startedAt: new Date(START).toISOString(),
  waitingUntil: null,
  waitingReason: null,
  totalImages: 21,
  completedImages: 16,
  failedImages: 1,
  cancelledImages: 0,
  ...change,
});

describe("time left", () => {
  test("is what is left at the pace so far", () => {
    expect(secondsLeft(job(), START + 170_000)).toBe(40);
  });

  test("is unknown before the first image, while the job waits, and after the end", () => {
    expect(secondsLeft(job({ completedImages: 0, failedImages: 0 }), START + 9_000)).toBeNull();
    expect(secondsLeft(job({ waitingUntil: new Date(START).toISOString() }), START + 9_000)).toBeNull();
    expect(secondsLeft(job({ status: "PAUSED" }), START + 9_000)).toBeNull();
    expect(secondsLeft(job({ status: "COMPLETED" }), START + 9_000)).toBeNull();
  });

  test("is never negative on a clock that runs behind", () => {
    expect(secondsLeft(job(), START - 5_000)).toBe(0);
  });

  test("is told roughly", () => {
    expect([0, 37, 59, 61, 100, 3_599].map(roughly)).toEqual([
      "about 5 s",
      "about 40 s",
      "about 1 min",
      "about 1 min",
      "about 2 min",
      "about 1 h",
    ]);
    expect([4_200, 7_200].map(roughly)).toEqual(["about 1 h 10 min", "about 2 h"]);
  });
});

describe("a job in words", () => {
  test("says how it ended, naming only what happened", () => {
    expect(outcomeLine(job({ completedImages: 20 }))).toBe("20 made, 1 failed");
    expect(outcomeLine(job({ completedImages: 21, failedImages: 0 }))).toBe("21 made");
  });

  test("counts in the tab's title, and says there how it ended", () => {
    expect(titleOf(job({ completedImages: 17 }))).toBe("17/21");
    expect(titleOf(job({ completedImages: 20, status: "COMPLETED" }))).toBe("20 made, 1 failed");
  });

  test("announces quarters, not every image", () => {
    const at = (completedImages: number) => announcement(job({ completedImages, failedImages: 0 }));
    expect(at(2)).toBe("Making 21 images.");
    expect(at(6)).toBe("25 percent done.");
    expect(at(10)).toBe(at(6));
    expect(announcement(job({ status: "COMPLETED", completedImages: 20 }))).toBe("Finished: 20 made, 1 failed.");
  });
});
