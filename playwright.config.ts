import { defineConfig, devices } from "@playwright/test";
import { CHROMIUM } from "./tests/support/chromium.ts";

/** The built app in demo mode. Each worker starts one of its own (tests/e2e/fixtures.ts) for the files it runs. */
export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/e2e/prepare-folders.ts",
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 900 },
    launchOptions: CHROMIUM,
  },
});
