// Brings a checkout to where a command can run: `prepare.mjs [build | test]`. Runs on the host's own Node (>= 20.19) before
// anything is installed, hence plain JavaScript without dependencies. What is up to date is not done again.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

const SOURCES = [
  "app",
  "components",
  "lib",
  "prisma",
  "public",
  "instrumentation.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
];
const GENERATED = join("lib", "db", "generated");

function filesOf(path) {
  if (!existsSync(path) || path === GENERATED) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
}

function hashOf(paths) {
  const hash = createHash("sha256");
  const files = paths.flatMap((path) => (path.includes(".") ? [path] : filesOf(path))).sort();
  for (const file of files) hash.update(file).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

/** The name of the folder would make later commands fail with misleading errors. */
function refuseFolder(signs, why) {
  const sign = [...signs].find((each) => resolve().includes(each));
  if (!sign) return;
  console.error(`${why} in a folder with “${sign}” in its path. Rename or move the folder: ${resolve()}`);
  process.exit(1);
}

function run(command, ...args) {
  const PATH = [resolve("node_modules", ".bin"), process.env.PATH].join(delimiter);
  const { status, signal, error } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, PATH, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (error) throw error;
  if (status !== 0) process.exit(signal ? 130 : (status ?? 1));
}

/** Skips `work` if the stamp has the same `hash`; the stamp is stored next to the result and deleted with it. */
function step(stamp, hash, result, work) {
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

// PATH can't name such a folder, so that no installed command would be found.
refuseFolder(delimiter, "Packshot can't run");
// Vite takes these signs for parts of a URL.
if (process.argv.includes("test")) refuseFolder("#?%", "Tests can't run");

const lock = hashOf(["package-lock.json"]);
step(join("node_modules", ".packshot-install"), lock, "node_modules", () => {
  console.log("Installing packages (about a minute)…");
  run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
});

const schema = hashOf(["package-lock.json", join("prisma", "schema.prisma")]);
step(join(GENERATED, ".stamp"), schema, GENERATED, () => run("prisma", "generate", "--no-hints"));

if (process.argv.includes("build")) {
  const sources = hashOf(["package-lock.json", ...SOURCES]);
  step(join(".next", ".packshot-build"), sources, join(".next", "BUILD_ID"), () => {
    console.log("Building Packshot (about a minute)…");
    run("next", "build");
  });
}
