import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const SCRIPT = `
  import { readFileSync } from "node:fs";
  import { createRequire } from "node:module";
  import { join } from "node:path";
  await import("./postcss.config.mjs");
  const require = createRequire(join(process.cwd(), "package.json"));
  const from = join(process.cwd(), "app", "globals.css");
  const { css } = await require("postcss")([require("@tailwindcss/postcss")()]).process(readFileSync(from, "utf8"), { from });
  console.log(css.length);`;

/** A checkout of the styles in a folder of this name. Tailwind is really there: a link would lead out of the folder. */
function checkout(name: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), "packshot-names-")), name);
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const file of ["package.json", "postcss.config.mjs", "app"])
    cpSync(file, join(folder, file), { recursive: true });
  cpSync("node_modules/tailwindcss", join(folder, "node_modules", "tailwindcss"), { recursive: true });
  for (const entry of readdirSync("node_modules"))
    if (entry !== "tailwindcss") symlinkSync(resolve("node_modules", entry), join(folder, "node_modules", entry));
  return folder;
}

test.each(["Shop #1", "50% off", "a?b"])("styles are built in a folder named %s", (name) => {
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", SCRIPT], {
    cwd: checkout(name),
    encoding: "utf8",
  });
  expect(Number(printed)).toBeGreaterThan(10_000);
});
