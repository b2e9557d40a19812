import { expect, test } from "vitest";
import { movedPicture, pictureBeside } from "#components/looks/picture-order.ts";
import type { LookPicture } from "#lib/schemas/look.ts";

const picture = (id: string): LookPicture => ({ id, url: id, thumbnailUrl: `${id} small`, width: 60, height: 40 });
const pictures = ["a", "b", "c"].map(picture);
const idsOf = (list: LookPicture[]) => list.map(({ id }) => id);

test("a picture of a look moves no further than to an end", () => {
  expect(idsOf(movedPicture(pictures, "a", 1))).toEqual(["b", "a", "c"]);
  expect(idsOf(movedPicture(pictures, "c", -1))).toEqual(["a", "c", "b"]);
  expect(movedPicture(pictures, "a", -1)).toBe(pictures);
  expect(movedPicture(pictures, "c", 1)).toBe(pictures);
  expect(movedPicture(pictures, "gone", 1)).toBe(pictures);
});

test("the focus goes to the next picture, else to the previous one", () => {
  expect(pictureBeside(pictures, "b")?.id).toBe("c");
  expect(pictureBeside(pictures, "c")?.id).toBe("b");
  expect(pictureBeside([picture("a")], "a")).toBeNull();
});
