import { existsSync, globSync, readFileSync, statfsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// Every file of tests has a database on disk that is thrown away: memory is quicker, where there is enough of it.
const MEMORY = "/dev/shm";
const ENOUGH = 2 * 1024 ** 3;
const bytesFree = ({ bavail, bsize }: { bavail: number; bsize: number }) => bavail * bsize;
if (existsSync(MEMORY) && bytesFree(statfsSync(MEMORY)) > ENOUGH) process.env.TMPDIR = MEMORY;

// Each process compiles the packages anew.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("./node_modules/.cache/node-compile", import.meta.url));

const resolve = { alias: { "server-only": fileURLToPath(new URL("./tests/support/empty.ts", import.meta.url)) } };

const OPTIONS = {
  pool: "forks",
  // More than the cores of a small machine: many tests wait for a clock.
  maxWorkers: 4,
  testTimeout: 120_000,
  // Each look at a database takes time from what is waited for.
  expect: { poll: { timeout: 20_000, interval: 150 } },
  hookTimeout: 120_000,
} satisfies ViteUserConfig["test"];

/** What a file changes for its whole process: modules, the proxy, or all that the app keeps. */
const CHANGES_ITS_PROCESS =
  /\bvi\.(?:mock|doMock|resetModules)\(|\bapplyOutgoingProxy\(|\bdeleteProperty\(globalThis\b/;

/**
 * Loading the app's modules takes most of a small file's time, so that files share processes, in which tests/support/setup.ts lets
 * each begin anew. Those that change their process have one each.
 */
export function testsOf(
  files: string[],
  { globalSetup = [], setupFiles = [] }: { globalSetup?: string[]; setupFiles?: string[] } = {},
): ViteUserConfig {
  const apart = globSync(files).filter((file) => CHANGES_ITS_PROCESS.test(readFileSync(file, "utf8")));
  const project = (name: string, isolate: boolean, include: string[], exclude: string[]) => ({
    resolve,
    test: {
      ...OPTIONS,
      // Where each file loads the WebAssembly of its database anew, making faster code of it takes longer than it saves.
      execArgv: isolate ? ["--liftoff-only"] : [],
      name,
      isolate,
      include,
      exclude,
      setupFiles: ["tests/support/setup.ts", ...setupFiles],
    },
  });
  return defineConfig({
    resolve,
    test: {
      globalSetup: ["tests/support/template-database.ts", ...globalSetup],
      maxWorkers: OPTIONS.maxWorkers,
      projects: [project("shared", false, files, apart), project("apart", true, apart, [])],
    },
  });
}

export default testsOf(["tests/unit/**/*.test.ts", "tests/integration/**/*.test.ts"]);
