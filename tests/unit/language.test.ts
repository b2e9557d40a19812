import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const PLACES = ["app", "components", "lib", "tests", "README.md", "docs"];
const GENERATED = join("lib", "db", "generated");
const THIS_FILE = join("tests", "unit", "language.test.ts");

/** Words that read as translated, with all their forms. Each has a plain word: fix, again, so far, claimed, undo, continue, missing. */
const AVOIDED = [
  "mend(s|ed|ing)?",
  "anew",
  "by now",
  "(take|takes|took|taken|taking) up",
  "(take|takes|took|taken|taking) back",
  "(go|goes|went|gone|going) on",
  "lack(s|ed|ing)?",
  "in the hands of",
];
const avoided = new RegExp(String.raw`\b(${AVOIDED.join("|")})\b`, "gi");

function textFiles(place: string): string[] {
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx?|mjs|sh|md|css|json)$/.test(name))
    .map((name) => join(place, name))
    .filter((path) => statSync(path).isFile() && !path.startsWith(GENERATED) && path !== THIS_FILE);
}

/** The words of a file: names in camel case apart, and the lines of a comment joined. */
function wordsOf(text: string): string {
  return text.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").replaceAll(/[\s_*/]+/g, " ");
}

function avoidedIn(text: string): string[] {
  return [...wordsOf(text).matchAll(avoided)].map(([found]) => found);
}

test("the words to avoid are found in all forms, in names and over the lines of a comment", () => {
  expect(avoidedIn("/** It goes\n * on. */ const mendedRow = isTakenUp(recommended, amendment, lackey);")).toEqual([
    "goes on",
    "mended",
    "Taken Up",
  ]);
});

test("texts, names and comments use the plain words", () => {
  const found = PLACES.flatMap(textFiles).flatMap((path) =>
    avoidedIn(readFileSync(path, "utf8")).map((word) => `${path}: ${word}`),
  );
  expect(found).toEqual([]);
});
