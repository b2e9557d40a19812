import { expect, test } from "vitest";
import { entryBeside, moved } from "#components/ui/list-order.ts";

const rows = ["a", "b", "c"].map((id) => ({ id }));
const idsOf = (list: { id: string }[]) => list.map(({ id }) => id);

test("an entry moves no further than to an end", () => {
  expect(idsOf(moved(rows, 0, 1))).toEqual(["b", "a", "c"]);
  expect(idsOf(moved(rows, 2, -1))).toEqual(["a", "c", "b"]);
  expect(moved(rows, 0, -1)).toBe(rows);
  expect(moved(rows, 2, 1)).toBe(rows);
  expect(moved(rows, -1, 1)).toBe(rows);
});

test("the focus goes to the next entry, else to the previous one", () => {
  expect(entryBeside(rows, "b")?.id).toBe("c");
  expect(entryBeside(rows, "c")?.id).toBe("b");
  expect(entryBeside([{ id: "a" }], "a")).toBeNull();
});
