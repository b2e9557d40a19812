import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const SKIPPED = join("lib", "db", "generated");

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (path === SKIPPED) return [];
    return entry.isDirectory() ? filesBelow(path) : /\.tsx?$/.test(path) ? [path] : [];
  });
}

const files = ["app", "components", "lib"]
  .flatMap(filesBelow)
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, source = ""]) => source);
}

/** Imports, as `file -> module`, of files that match `from` and modules that match `to`. */
function found(from: RegExp, to: RegExp): string[] {
  return files
    .filter(({ path }) => from.test(path))
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter((source) => to.test(source))
        .map((source) => `${path} -> ${source}`),
    );
}

test("finds the files and the imports it is about", () => {
  expect(files.length).toBeGreaterThan(100);
  expect(found(/^lib\/gemini\.ts$/, /^@google\/generative-ai$/)).toHaveLength(1);
});

test.each<[string, RegExp, RegExp]>([
  ["components import nothing of the server", /^components\//, /^#(?:app|lib\/(?!schemas\/|api-client\.ts))/],
  ["schemas import zod and each other only", /^lib\/schemas\//, /^(?!zod$|\.\/|#lib\/schemas\/)/],
  ["lib imports no page and no component", /^lib\//, /^#(?:app|components)\//],
  ["Prisma stays in lib/db", /^(?!lib\/db\/)/, /generated\/|^@prisma\//],
  ["Google's SDK stays in lib/gemini.ts", /^(?!lib\/gemini\.ts$)/, /^@google\//],
  ["the AWS SDK stays in lib/s3.ts", /^(?!lib\/s3\.ts$)/, /^@aws-sdk\//],
  ["the queue knows no handler", /^lib\/queue\//, /^#lib\/(?:worker|generation|gemini|storage\/(?!disk-space))/],
  [
    "the database knows no use case",
    /^lib\/db\//,
    /^#lib\/(?:generation|gemini|queue|worker|import|export|review|notices|compliance)/,
  ],
  ["use cases know no HTTP", /^lib\/(?:generation|review|import|export|catalog)\//, /^#lib\/http\//],
  ["route handlers query through lib/db", /^app\//, /^@prisma|#lib\/db\/(?:client|driver)/],
  [
    "compliance works on pictures and answers checks",
    /^lib\/compliance\//,
    /^(?!server-only$|sharp$|#lib\/(?:compliance|pictures|schemas)\/)/,
  ],
])("%s", (_rule, from, to) => {
  expect(found(from, to)).toEqual([]);
});

/** What an area of the pages may use besides itself and what all share: the smallest set that holds. */
const AREAS: Record<string, readonly string[]> = {
  "bulk-generate": ["products", "shots", "templates"],
  export: ["products"],
  "image-types": ["shots"],
  products: ["templates"],
  "review-links": ["account"],
  "shot-lists": ["shots"],
  shots: ["templates"],
};
const SHARED = ["ui", "images"];
const areaOf = (path: string) => /^#?components\/([^/]+)\//.exec(path)?.[1];

test("areas of components leave each other alone", () => {
  const between = files.flatMap(({ path, text }) => {
    const area = areaOf(path);
    if (!area) return [];
    const mayUse = [area, ...SHARED, ...(SHARED.includes(area) ? [] : (AREAS[area] ?? []))];
    return importsOf(text)
      .filter((source) => areaOf(source) && !mayUse.includes(areaOf(source) ?? ""))
      .map((source) => `${path} -> ${source}`);
  });
  expect(between).toEqual([]);
});

test("what all areas share builds on ui, and ui on itself", () => {
  expect(found(/^components\/ui\//, /^#components\/(?!ui\/)/)).toEqual([]);
});

const MAX_FUNCTION_LINES = 60;
const MAX_FILE_LINES = 250;

/** The functions of a file that are too long, as `file: name, lines`. */
function longFunctions({ path, text }: (typeof files)[number]): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const long: string[] = [];
  function visit(node: ts.Node): void {
    const lines = lineAt(node.end) - lineAt(node.getStart(source)) + 1;
    if (ts.isFunctionLike(node) && lines > MAX_FUNCTION_LINES)
      long.push(`${path}: ${node.name?.getText(source) ?? "a function"}, ${lines}`);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return long;
}

test("functions and files are short", () => {
  expect(files.flatMap(longFunctions)).toEqual([]);
  const long = files.filter(({ text }) => text.split("\n").length > MAX_FILE_LINES + 1);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("rows of raw SQL have a schema: a cast would not see what they really are", () => {
  const casts = files.filter(({ text }) => /\$queryRaw<(?!unknown\[\]>)/.test(text));
  expect(casts.map(({ path }) => path)).toEqual([]);
});
