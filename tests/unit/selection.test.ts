import { describe, expect, test } from "vitest";
import { loadWizardParams } from "#components/bulk-generate/wizard-params.ts";
import type { ShownProduct } from "#components/products/filters.tsx";
import {
  filterOf,
  listParams,
  loadWizardListParams,
  paramsOfFilter,
  queryOf,
} from "#components/products/list-params.ts";
import { filterWords } from "#components/products/messages.ts";
import {
  bodyOf,
  canPick,
  countSelected,
  fromText,
  isSelected,
  matches,
  NOTHING,
  sameFilter,
  selectMatching,
  tooMany,
  toText,
  withIds,
  withProducts,
} from "#components/products/selection-rules.ts";
import { FINDS_NOTHING, FOUND } from "#tests/support/folded-text.ts";

const mug: ShownProduct = {
  id: "mug",
  title: "Crème BRÛLÉE mug",
  asin: "B0CREME001",
  sku: "Kü-9Z",
  category: "Kitchen",
  variants: ["MAIN", "PT01"],
  generatedImageCount: 2,
  lastGeneratedAt: "2026-11-01T12:00:00.000Z",
};
const lamp: ShownProduct = { ...mug, id: "lamp", title: "Lamp", asin: null, category: null, generatedImageCount: 0 };
const everything = {};

describe("a row matches a filter", () => {
  test.each(["brulee", "CRÈME b", "ÈME", "0creme0", "ku-9z", "mug b0"])("by a part of its text: %s", (search) => {
    expect(matches({ search }, mug, everything)).toBe(true);
  });

  test.each(FOUND)("as the server finds “%s” by “%s”", (title, search) => {
    expect(matches({ search }, { ...mug, title }, everything)).toBe(true);
  });

  test.each(FINDS_NOTHING)("never by “%s”", (search) => {
    expect(matches({ search }, mug, everything)).toBe(false);
  });

  test("by category, variant and what was made", () => {
    expect(matches({ category: "Kitchen", variant: "PT01" }, mug, everything)).toBe(true);
    expect(matches({ category: "Bath" }, mug, everything)).toBe(false);
    expect(matches({ variant: "PT02" }, mug, everything)).toBe(false);
    expect([mug, lamp].map((product) => matches({ hasGenerated: false }, product, everything))).toEqual([false, true]);
  });

  test("by what failed in a job only where the list shows just these", () => {
    expect(matches({ failedIn: "job-1" }, mug, { failedIn: "job-1" })).toBe(true);
    expect(matches({ failedIn: "job-1" }, mug, everything)).toBe(false);
  });
});

describe("products picked one by one", () => {
  test("come and go", () => {
    const both = withProducts(NOTHING, [mug, lamp], everything, true);
    expect(countSelected(both)).toBe(2);
    const one = withProducts(both, [lamp], everything, false);
    expect([mug, lamp].map((product) => isSelected(one, product, everything))).toEqual([true, false]);
    expect(bodyOf(one)).toEqual({ productIds: ["mug"] });
  });

  test("are at most 10,000", () => {
    const ids = Array.from({ length: 10_001 }, (_, index) => `p${index}`);
    expect(tooMany(withIds(NOTHING, ids, true))).toContain("10,000");
    expect(tooMany(withIds(NOTHING, ids.slice(1), true))).toBeNull();
  });
});

describe("all that match", () => {
  const kitchen = selectMatching({ category: "Kitchen" }, 12_345);

  test("are selected wherever they are shown", () => {
    expect(isSelected(kitchen, mug, { search: "mug" })).toBe(true);
    expect(isSelected(kitchen, lamp, everything)).toBe(false);
  });

  test("lose a row that is unticked, and get it back", () => {
    const less = withProducts(kitchen, [mug], everything, false);
    expect(countSelected(less)).toBe(12_344);
    expect(isSelected(less, mug, everything)).toBe(false);
    expect(bodyOf(less)).toEqual({ selection: { category: "Kitchen", exceptProductIds: ["mug"] } });
    expect(withProducts(less, [mug], everything, true)).toEqual(kitchen);
  });

  test("can't be joined by a row that does not match", () => {
    expect(canPick(kitchen, lamp, everything)).toBe(false);
    expect(withProducts(kitchen, [lamp, mug], everything, false)).toEqual(withIds(kitchen, ["mug"], false));
    expect(withProducts(kitchen, [lamp], everything, true)).toEqual(kitchen);
  });

  test("are nothing once all are left out, or none matches", () => {
    expect(withIds(selectMatching({}, 2), ["a", "b"], false)).toEqual(NOTHING);
    expect(selectMatching({}, 0)).toEqual(NOTHING);
  });

  test("have at most 10,000 exceptions", () => {
    const ids = Array.from({ length: 10_001 }, (_, index) => `p${index}`);
    expect(tooMany(withIds(kitchen, ids, false))).toContain("10,000");
  });
});

describe("a selection is kept", () => {
  test.each([NOTHING, withIds(NOTHING, ["a", "b"], true), withIds(selectMatching({ search: "mug" }, 9), ["a"], false)])(
    "as text: %j",
    (selection) => {
      expect(fromText(toText(selection))).toEqual(selection);
    },
  );

  test.each(["", "[]", '["p1"]', "{}", '{"filter":{"made":"none"},"total":2,"except":[]}', "null"])(
    "as nothing where the text is another one: %s",
    (text) => {
      expect(fromText(text)).toEqual(NOTHING);
    },
  );
});

test("an address of the wizard holds ids, or none", async () => {
  expect(await loadWizardParams({ like: "\0", job: "a b", product: "p1" })).toMatchObject({
    like: null,
    job: null,
    product: "p1",
  });
});

describe("the filter of a list", () => {
  const params = { ...paramsOfFilter({}), sort: listParams.sort.defaultValue };

  test("leaves out what is off", () => {
    expect(filterOf({ ...params, search: "  " })).toEqual({});
    expect(filterOf({ ...params, search: " mug ", variant: "pt01", hasGenerated: false })).toEqual({
      search: "mug",
      variant: "PT01",
      hasGenerated: false,
    });
  });

  test("is none where the server would refuse it", () => {
    expect(filterOf({ ...params, variant: "a-b" })).toEqual({});
    expect(filterOf({ ...params, search: "mug", variant: "a-b", failedIn: "\0" })).toEqual({ search: "mug" });
  });

  test("goes into the URL and back", () => {
    const filter = { search: "mug", category: "Kitchen", hasGenerated: false, lastGeneratedBefore: "2026-11-01" };
    expect(filterOf(loadWizardListParams(new URLSearchParams(queryOf(filter))))).toEqual(filter);
    const params = { ...paramsOfFilter(filter), sort: "title" };
    expect(filterOf(params)).toEqual(filter);
  });

  test("drops only the parameter that can't be read", () => {
    const search = "search=mug&has=a-b&hasGenerated=none&lastGeneratedBefore=2026-02-30&failedIn=%00";
    expect(filterOf(loadWizardListParams(new URLSearchParams(search)))).toEqual({ search: "mug" });
  });

  test("is the same whether a part is off or missing", () => {
    expect(sameFilter({ search: "" }, {})).toBe(true);
    expect(sameFilter({ search: "mug" }, { search: "mug", hasGenerated: false })).toBe(false);
  });

  test("is said in words", () => {
    expect(filterWords({})).toBe("products");
    expect(filterWords({ search: "mug", category: "Kitchen", hasGenerated: false })).toBe(
      "products with “mug”, in Kitchen, without a generated image",
    );
    expect(filterWords({ lastGeneratedBefore: "2026-11-01" })).toBe("products last generated before Nov 1, 2026");
  });
});
