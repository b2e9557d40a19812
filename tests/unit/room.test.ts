import { expect, test } from "vitest";
import { Room } from "#lib/generation/room.ts";

/** Work that is begun by the room and ended by the test, and the order in which all began and ended. */
function works() {
  const told: string[] = [];
  const work = (name: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const run = async () => {
      told.push(`${name} begins`);
      await promise;
      told.push(`${name} ends`);
    };
    return { run, end: resolve };
  };
  return { told, work };
}

test("work that is alone begins after all others, and those that come later wait for its end", async () => {
  const room = new Room();
  const { told, work } = works();
  const [a, b, alone, later] = [work("a"), work("b"), work("alone"), work("later")];
  const all = [room.shared(a.run), room.shared(b.run), room.alone(alone.run), room.shared(later.run)];
  await Promise.resolve();
  a.end();
  await all[0];
  b.end();
  alone.end();
  later.end();
  await Promise.all(all);
  expect(told).toEqual([
    "a begins",
    "b begins",
    "a ends",
    "b ends",
    "alone begins",
    "alone ends",
    "later begins",
    "later ends",
  ]);
});

test("two that are to be alone take turns, also where one fails", async () => {
  const room = new Room();
  const { told, work } = works();
  const second = work("second");
  second.end();
  const first = room.alone(() => Promise.reject(new Error("broken")));
  const next = room.alone(second.run);
  await expect(first).rejects.toThrow("broken");
  await next;
  await room.shared(async () => void told.push("shared"));
  expect(told).toEqual(["second begins", "second ends", "shared"]);
});
