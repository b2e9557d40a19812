import { expect, test } from "vitest";
import { SharedLook } from "#lib/generation/shared-look.ts";

function watch() {
  const looks: string[][] = [];
  const shared = new SharedLook(async (keys) => {
    looks.push(keys);
    return looks.length;
  }, 5);
  return { looks, shared };
}

test("looks once for 200 that wait, and again for those that ask again", async () => {
  const { looks, shared } = watch();
  const keys = Array.from({ length: 200 }, (_, index) => `image-${index}`);
  expect(new Set(await Promise.all(keys.map((key) => shared.next(key))))).toEqual(new Set([1]));
  expect(looks).toEqual([keys]);
  expect(await Promise.all(["image-7", "image-7", "image-8"].map((key) => shared.next(key)))).toEqual([2, 2, 2]);
  expect(looks[1]).toEqual(["image-7", "image-8"]);
});

test("tells all of them that a look failed, and looks again for the next", async () => {
  let fails = true;
  const shared = new SharedLook(async (keys) => {
    if (fails) throw new Error("No database.");
    return keys;
  }, 5);
  const outcomes = await Promise.allSettled([shared.next("a"), shared.next("b")]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  fails = false;
  expect(await shared.next("a")).toEqual(["a"]);
});
