import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { SETTINGS } from "#lib/env.ts";

/** What Node reads itself. */
const READ_BY_NODE = ["NO_PROXY", "no_proxy"];

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}

const paths = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", ...pagesBelow("docs")];
const pages = paths.map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function anchorsOf(path: string): string[] {
  const headings = readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = ""]) => anchorOf(heading));
}

/** Is there a file, with a heading where the link names one? */
function leadsSomewhere(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? from : join(dirname(from), file);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

test("the README fits on a page or two", () => {
  const [readme] = pages;
  expect(readme?.text.split("\n").length).toBeLessThanOrEqual(151);
});

test("every relative link leads to a file, and to a heading where it names one", () => {
  const links = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => ({ path, link })),
  );
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter(({ path, link }) => !leadsSomewhere(path, link))).toEqual([]);
});

test("every file and folder of the code that the docs name exists", () => {
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<=`|^)(?:app|components|lib|prisma|tests|deploy)\/[\w./-]*/gm)].map(([name]) => ({
      path,
      name,
    })),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(({ name }) => !existsSync(name))).toEqual([]);
});

test("docs/operations.md describes every setting, and none that does not exist", () => {
  const [, settings = ""] = readFileSync("docs/operations.md", "utf8").split(/^## /m);
  const described = [...settings.matchAll(/`([A-Za-z][A-Za-z\d_]*_[A-Za-z_]+|PORT|HOST|WORKER|AUTH)`/g)].map(
    ([, name = ""]) => name,
  );
  expect([...new Set(described)].sort()).toEqual([...SETTINGS, ...READ_BY_NODE].sort());
});

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

/** Does the command name a script of package.json, and for `bench` and `drill` one of their files? */
function isCommand(command: string): boolean {
  const [, name = "", , file] = /^npm (?:run )?(?:--ignore-scripts )?([\w:]+)( -- ([\w-]+))?/.exec(command) ?? [];
  const needsFile = file !== undefined && ["bench", "drill"].includes(name);
  return name in scripts && (!needsFile || existsSync(`tests/${name}/${file}.ts`));
}

test("every command of the docs and of the gate exists", () => {
  const gate = { path: ".ci/run", text: readFileSync(".ci/run", "utf8") };
  const commands = [...pages, gate].flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm (?:run (?:--ignore-scripts )?[\w:]+(?: -- [\w-]+)?|start\b|test\b)/g)].map(
      ([command]) => ({ path, command }),
    ),
  );
  expect(commands.length).toBeGreaterThan(20);
  expect(commands.filter(({ command }) => !isCommand(command))).toEqual([]);
});
