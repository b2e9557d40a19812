import { expect, test } from "vitest";
import { layOut } from "#components/review/layout.ts";

const at = (productId: string, targetVariant: string) => ({ productId, targetVariant });

test("counts the candidates for one variant of a product, not those for its other variants", () => {
  const { memberOf } = layOut([at("mug", "MAIN"), at("mug", "PT01"), at("mug", "PT01"), at("lamp", "PT01")], 4);
  expect(memberOf.map(({ member, of }) => `${member} of ${of}`)).toEqual(["1 of 1", "1 of 2", "2 of 2", "1 of 1"]);
});

test("begins a row with candidates that don't fit in what is left of one", () => {
  const candidates = [at("mug", "MAIN"), at("mug", "PT01"), at("lamp", "MAIN"), at("lamp", "MAIN")];
  expect(layOut(candidates, 3).rows).toEqual([
    [0, 1],
    [2, 3],
  ]);
});
