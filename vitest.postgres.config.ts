import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** The integration tests on the PostgreSQL of TEST_DATABASE_URL, each file in a database of its own. */
export default mergeConfig(
  base,
  defineConfig({ test: { exclude: ["tests/unit/**"], setupFiles: ["tests/support/use-postgres.ts"] } }),
);
