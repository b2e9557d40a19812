import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TRANSITIONS } from "#lib/db/images/task-states.ts";

const changes = Object.values(TRANSITIONS).flatMap(({ from, to }) => from.map((state) => `${state} --> ${to}`));

test("what is finished well stays as it is", () => {
  expect(changes.filter((change) => change.startsWith("COMPLETED"))).toEqual([]);
});

test("the picture in docs/architecture.md shows the changes of the table, and no others", () => {
  const [, picture = ""] = readFileSync("docs/architecture.md", "utf8").split("An image:\n\n```mermaid");
  const drawn = [...(picture.split("```")[0] ?? "").matchAll(/^ +([A-Z]+ --> [A-Z]+):/gm)].map(([, change]) => change);
  const isChange = (change: string) => !/^(\w+) --> \1$/.test(change);
  expect(new Set(drawn)).toEqual(new Set(changes.filter(isChange)));
});
