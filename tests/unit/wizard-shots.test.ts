import { describe, expect, test } from "vitest";
import { draftOfChoice } from "#components/bulk-generate/draft-of-choice.ts";
import { shotProblem, shotsBlockedBy, shotsLine, skippedInShot } from "#components/bulk-generate/messages.ts";
import type { ShotsPlan, ShotsPreview } from "#components/bulk-generate/use-preview.ts";
import {
  type Choice,
  type Shots,
  shotsRequestOf,
  startState,
  toJobBody,
  wizardReducer,
} from "#components/bulk-generate/wizard-state.ts";
import { basisWords, costWords } from "#components/images/estimate-line.tsx";
import { NOTHING, withIds } from "#components/products/selection-rules.ts";
import { shotsDraftOf } from "#components/shots/shots-draft.ts";
import { ApiError } from "#lib/api-client.ts";
import { jobRequestSchema } from "#lib/schemas/bulk-generate.ts";
import { templateSchema } from "#lib/schemas/template.ts";

const TWO = withIds(NOTHING, ["p1", "p2"], true);
const CHOICE: Choice = { variant: "PT01", imageTypeId: "type", templateId: null, customPrompt: "", values: {} };
const room = { name: "room", label: "Room", type: "text", required: false, defaultValue: null };
const own = { name: "name", label: "", type: "product", required: false, defaultValue: "product_title" };
const scene = templateSchema.parse({
  ...{ id: "scene", name: "Scene", description: "", promptText: "p", variables: [room, own] },
});

const plainShot = { variant: "MAIN", imageTypeId: "type", candidates: 1, alsoSend: [] };
const shotsOfTwo = (onlyMissing = false): Shots => ({
  draft: shotsDraftOf([plainShot, { ...plainShot, targetVariant: "PT01" }], []),
  onlyMissing,
});

describe("the first shot", () => {
  test("says what the plain choice says, and no format of its own", () => {
    const choice = { ...CHOICE, templateId: "scene", values: { room: "kitchen", name: "mine", gone: "x" } };
    const { draft } = { draft: draftOfChoice(choice, [scene]) };
    const request = shotsRequestOf({ draft, onlyMissing: false }, TWO);
    expect(request && jobRequestSchema.parse(toJobBody(request))).toEqual({
      productIds: ["p1", "p2"],
      shots: [
        {
          ...{ ...plainShot, variant: "PT01", targetVariant: "PT01", templateId: "scene" },
          templateVariables: { room: "kitchen" },
        },
      ],
      onlyMissing: false,
    });
  });

  test("begins with MAIN where no variant was chosen", () => {
    expect(draftOfChoice({ ...CHOICE, variant: null }, []).shots[0]?.variant).toBe("MAIN");
  });
});

describe("the request of shots", () => {
  test("is null without products", () => {
    expect(shotsRequestOf(shotsOfTwo(), NOTHING)).toBeNull();
  });

  test("knows the shots of the form by their keys, which are not sent", () => {
    const request = shotsRequestOf(shotsOfTwo(true), TWO);
    expect(request?.keys).toEqual([0, 1]);
    expect(request && Object.keys(toJobBody(request)).sort()).toEqual(["onlyMissing", "productIds", "shots"]);
  });
});

test("a prompt from a link is cleared from the shots that took it over, and no other", () => {
  const linked = { ...CHOICE, templateId: "scene", customPrompt: "Theirs", values: { room: "theirs" } };
  const draft = draftOfChoice(linked, [scene]);
  const mine = { ...plainShot, templateId: "scene", customPrompt: "Mine", templateVariables: { room: "mine" } };
  const [theirs, ...rest] = [...draft.shots, ...shotsDraftOf([mine], [scene]).shots];
  const shots = { draft: { shots: theirs ? [theirs, ...rest] : [], nextKey: 2 }, onlyMissing: false };
  const cleared = wizardReducer(startState(linked, true, shots), { type: "clearPrompt" });
  expect(cleared.choice).toMatchObject({ customPrompt: "", values: {} });
  expect(cleared.shots?.draft.shots).toMatchObject([
    { customPrompt: "", templateVariables: {} },
    { customPrompt: "Mine", templateVariables: { room: "mine" } },
  ]);
});

const seen = {
  name: "Front",
  variant: "MAIN",
  targetVariant: "PT01",
  products: 1,
  images: 1,
  skippedCount: 2,
  first: [],
};
const estimate = {
  usd: 0.134,
  lowUsd: 0.13,
  highUsd: 0.16,
  seconds: 5,
  basis: "table",
  demo: false,
  budgetLeftUsd: null,
} as const;
const preview = (change: Partial<ShotsPreview> = {}): ShotsPreview => ({
  ...{ keys: [0], totalImages: 1, shots: [seen], skipped: [], skippedCount: 0, existing: 0, estimate },
  ...change,
});
const planOf = (change: Partial<ShotsPlan>): ShotsPlan => ({
  ...{ request: null, preview: null, error: null, pending: false },
  ...change,
});

describe("the estimate", () => {
  test("says the cost with its range, finer below a dollar", () => {
    expect(costWords({ usd: 24.1, lowUsd: 20.9, highUsd: 27.4 })).toBe("About $24.10 (20.90 to 27.40)");
    expect(costWords({ usd: 1_204.5, lowUsd: 1_000, highUsd: 1_500 })).toBe("About $1,204.50 (1,000.00 to 1,500.00)");
    expect(costWords(estimate)).toBe("About $0.134 (0.13 to 0.16)");
  });

  test("says what it is based on, and where no price is known", () => {
    const unknown = { usd: null, lowUsd: null, highUsd: null };
    expect([costWords(unknown), basisWords({ ...estimate, ...unknown })]).toEqual([
      "Cost unknown",
      "This model is not in the price table.",
    ]);
    expect(basisWords(estimate)).toBe("From the price table.");
    expect(basisWords({ ...estimate, basis: "history" })).toBe("From the last images of this model here.");
    expect(basisWords({ ...estimate, demo: true })).toBe("Demo prices: nothing is billed.");
  });
});

describe("the button", () => {
  test("is blocked by a mistake in a shot, which it names", () => {
    const fields = [{ path: "shots.1.alsoSend", message: "A call would send 4 pictures. Use at most 3." }];
    const error = new ApiError("A call would send 4 pictures.", { status: 422, code: "unprocessable", fields });
    expect(shotsBlockedBy(null, planOf({ error, preview: preview() }), shotsOfTwo())).toEqual({
      step: "shots",
      message: "Shot 2: A call would send 4 pictures. Use at most 3.",
    });
    expect(shotProblem({ fields: [], message: "Offline." })).toBe("Offline.");
  });

  test("is blocked by too many images, and by none", () => {
    const blocked = (totalImages: number, onlyMissing = false) =>
      shotsBlockedBy(null, planOf({ preview: preview({ totalImages }) }), shotsOfTwo(onlyMissing));
    expect(blocked(100_000)).toBeNull();
    expect(blocked(100_001)?.step).toBe("products");
    expect(blocked(0)).toEqual({ step: "shots", message: "No selected product has the photos of these shots." });
    expect(blocked(0, true)?.message).toBe("No image is missing.");
  });
});

test("a line says how many shots there are and for which variants", () => {
  expect(shotsLine(shotsOfTwo())).toBe("2 shots · MAIN, PT01");
});

describe("who is skipped in a shot", () => {
  const skipped = (["NO_SOURCE_IMAGE", "ALREADY_MADE"] as const).map((reason, index) => ({
    ...{ productId: `p${index}`, shot: 0, reason, title: `Mug ${index}` },
  }));

  test("is named by reason", () => {
    const other = { ...skipped[0], productId: "p9", shot: 1, reason: "BEING_MADE" as const, title: "Other" };
    expect(skippedInShot(preview({ skipped: [...skipped, other], skippedCount: 3 }), 0)).toEqual([
      { reason: "No MAIN photo", names: "“Mug 0”" },
      { reason: "An image for PT01 exists", names: "“Mug 1”" },
    ]);
  });

  test("is named in part where the answer names the first only", () => {
    expect(skippedInShot(preview({ skipped, skippedCount: 5_000 }), 0)[0]?.names).toBe("“Mug 0” and others");
  });
});
