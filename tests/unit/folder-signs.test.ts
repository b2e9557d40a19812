import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/** Runs the preparation of an empty checkout in a folder of this name. */
function prepareIn(name: string, ...args: string[]) {
  const cwd = join(mkdtempSync(join(tmpdir(), "packshot-signs-")), name);
  mkdirSync(cwd);
  const script = resolve("lib", "launch", "prepare.mjs");
  return { cwd, ...spawnSync(process.execPath, [script, ...args], { cwd, encoding: "utf8" }) };
}

test.each(["#", "?", "%"])("the tests say at once that they can't run in a folder with %s in its name", (sign) => {
  const { cwd, status, stderr } = prepareIn(`a${sign}20b`, "test");
  expect(stderr).toBe(`Tests can't run in a folder with “${sign}” in its path. Rename or move the folder: ${cwd}\n`);
  expect(status).toBe(1);
});

test.skipIf(process.platform === "win32")("every command says so of a colon, which PATH can't have", () => {
  const { cwd, status, stderr } = prepareIn("a:b");
  expect(stderr).toBe(`Packshot can't run in a folder with “:” in its path. Rename or move the folder: ${cwd}\n`);
  expect(status).toBe(1);
});
