import { expect, test } from "vitest";
import { checkImage } from "#lib/compliance/checks.ts";
import { examine } from "#lib/compliance/examine.ts";
import { GOLDEN_SET, wrongVerdicts } from "#tests/support/golden-set.ts";

// A few of the pictures of known truth; the bench `checks` runs over all. Listed is what the checks are known to get wrong: a
// change that adds to it makes them worse, one that removes from it shortens the list.
test.each<[name: string, knownWrong: string[]]>([
  ["mug on white", []],
  ["cable on white, too small, JPEG 85", []],
  ["white box with an outline on white", []],
  ["white box with a faint outline on white", ["background must pass, is fail"]],
  ["kettle, JPEG 60", []],
  ["cream mug of 800 px, a little too small", []],
  ["lamp of 800 px, just large enough", []],
  ["lamp on 254", []],
  ["mug on 250, JPEG 92", []],
  ["bottle before 250 to 225, too small", []],
  ["porcelain, shadow wide", []],
  ["frame of 1 px at 1024 px", []],
  ["frame of 3 px at 1024 px", []],
  ["frame of 5 px at 1024 px", []],
  ["frame of 20 px at 1024 px", []],
  ["pale frame of 1 px at 1024 px", ["frame-fill must fail, is pass", "border must fail, is pass"]],
  ["porcelain, 0 px cut left", []],
  ["mug, 40 px cut bottom", []],
  ["bottle, lines, 800 px", []],
  ["bottle, badge, 800 px", ["frame-fill must fail, is pass", "text must warn, is pass"]],
  ["tone 250 on white", []],
  ["tone 254 on white", ["background must pass, is fail", "frame-fill must pass, is fail"]],
  ["tone 246 cut on the left", []],
  ["mug, noise 1", []],
])("the checks judge no worse than before: %s", async (name, knownWrong) => {
  const golden = GOLDEN_SET.find((one) => one.name === name);
  if (!golden) throw new Error(`The golden set has no "${name}".`);
  const checks = checkImage(await examine(await golden.draw()), { variant: "MAIN", sourceHash: null });

  expect(wrongVerdicts(golden, checks).map(({ check, must, is }) => `${check} must ${must}, is ${is}`)).toEqual(
    knownWrong,
  );
});
