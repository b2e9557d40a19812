import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { later } from "#components/ui/later.ts";

const files = globSync("{app,components}/**/*.{ts,tsx}").map((path) => ({ path, text: readFileSync(path, "utf8") }));

const isBase = (path: string) => basename(path).startsWith("base-");

/** Static imports of values. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/^import (?!type )[^;]*?"([^"]+)";/gms)].map(([, source = ""]) => source);
}

test("Base UI is imported by files that no other file imports at first", () => {
  const users = files.filter(({ text }) => importsOf(text).some((source) => source.startsWith("@base-ui/")));
  expect(users.length).toBeGreaterThan(5);
  expect(users.map(({ path }) => path).filter((path) => !isBase(path))).toEqual([]);
  const eager = files.filter(({ path, text }) => !isBase(path) && importsOf(text).some(isBase));
  expect(eager.map(({ path }) => path)).toEqual([]);
});

test("a part is fetched once", async () => {
  let fetched = 0;
  const part = later(async () => {
    fetched += 1;
    return "part";
  });
  expect(part.store.get()).toBeNull();
  await Promise.all([part.load(), part.load()]);
  await part.load();
  expect(part.store.get()).toBe("part");
  expect(fetched).toBe(1);
});

test("a part that could not be fetched is fetched again", async () => {
  let fetched = 0;
  const part = later(async () => {
    fetched += 1;
    if (fetched === 1) throw new Error("offline");
    return "part";
  });
  await expect(part.load()).rejects.toThrow("offline");
  expect(part.store.get()).toBeNull();
  await part.load();
  expect(part.store.get()).toBe("part");
});
