import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
  ["route handlers query through lib/db", /^app\//, /^@prisma|#lib\/db\/(?:client|driver)/],
  [
    "compliance works on pictures and answers checks",
    /^lib\/compliance\//,
    /^(?!server-only$|sharp$|#lib\/(?:compliance|pictures|schemas)\/)/,
  ],
])("%s", (_rule, from, to) => {
  expect(found(from, to)).toEqual([]);
});
