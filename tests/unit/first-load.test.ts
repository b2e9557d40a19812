import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { later } from "#components/ui/later.ts";

const files = new Map(
  globSync("{components,lib/schemas}/**/*.{ts,tsx}").map((path) => [path, importsOf(readFileSync(path, "utf8"))]),
);
files.set("lib/api-client.ts", importsOf(readFileSync("lib/api-client.ts", "utf8")));

/** Static imports of values. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/^import (?!type )[^;]*?"([^"]+)";/gms)].map(([, source = ""]) => source);
}

const resolve = (from: string, source: string) =>
  source.startsWith(".") ? join(dirname(from), source) : source.replace(/^#/, "");

/** The packages that come with a file, each with the path to it. */
function packagesOf(path: string, way: string[] = [], seen = new Set<string>()): [name: string, way: string][] {
  if (seen.has(path)) return [];
  seen.add(path);
  const here = [...way, path];
  return (files.get(path) ?? []).flatMap((source) => {
    const next = resolve(path, source);
    return files.has(next) ? packagesOf(next, here, seen) : [[next, here.join(" > ")] as [string, string]];
  });
}

/** Loaded by `later`: see `components/ui/later.ts`. */
const isLoadedLater = (path: string) => basename(path).startsWith("base-");

test.each(["@base-ui/react", "sonner", "zod"])("%s is in no component's first load", (name) => {
  const isIt = (source: string) => source === name || source.startsWith(`${name}/`);
  const first = [...files.keys()].filter((path) => path.startsWith("components/") && !isLoadedLater(path));
  expect(first.length).toBeGreaterThan(100);
  const ways = first.flatMap((path) => packagesOf(path).filter(([source]) => isIt(source)));
  expect(ways.map(([, way]) => way)).toEqual([]);
  expect([...files.values()].flat().some(isIt)).toBe(true);
});

test("no link is prefetched", () => {
  const users = [...files].filter(([, sources]) => sources.includes("next/link")).map(([path]) => path);
  expect(users).toEqual(["components/ui/link.tsx"]);
  expect(
    globSync("app/**/*.tsx").filter((path) => importsOf(readFileSync(path, "utf8")).includes("next/link")),
  ).toEqual([]);
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
