import { existsSync, statfsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Every file of tests has a database on disk that is thrown away: memory is quicker, where there is enough of it.
const MEMORY = "/dev/shm";
const ENOUGH = 2 * 1024 ** 3;
const bytesFree = ({ bavail, bsize }: { bavail: number; bsize: number }) => bavail * bsize;
if (existsSync(MEMORY) && bytesFree(statfsSync(MEMORY)) > ENOUGH) process.env.TMPDIR = MEMORY;

// Each file is a process of its own, which compiles the packages anew.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("./node_modules/.cache/node-compile", import.meta.url));

export default defineConfig({
  resolve: { alias: { "server-only": fileURLToPath(new URL("./tests/support/empty.ts", import.meta.url)) } },
  test: {
    include: ["tests/unit/**/*.test.ts", "tests/integration/**/*.test.ts"],
    globalSetup: ["tests/support/template-database.ts"],
    setupFiles: ["tests/support/setup.ts"],
    pool: "forks",
    // Each file loads the WebAssembly of its database anew: making faster code of it takes longer than it saves.
    execArgv: ["--liftoff-only"],
    // More than the cores of a small machine: many tests wait for a clock.
    maxWorkers: 4,
    testTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
  },
});
