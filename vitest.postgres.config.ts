import { testsOf } from "./vitest.config.ts";

/**
 * The integration tests on the PostgreSQL of TEST_DATABASE_URL, each file in a database of its own, and those that the one
 * session of the embedded database would wait in for ever.
 */
export default testsOf(["tests/integration/**/*.test.ts", "tests/postgres/**/*.test.ts"], {
  globalSetup: ["tests/support/template-postgres.ts"],
  setupFiles: ["tests/support/use-postgres.ts"],
});
