import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { CHROMIUM } from "./tests/support/chromium.ts";
import { NO_SETTINGS } from "./tests/support/no-settings.ts";

const PORT = 4127;
// Every worker reads this file again: the first to do so names the folder.
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), "packshot-e2e-"));

const baseURL = `http://127.0.0.1:${PORT}`;

/** The built app in demo mode with its sample catalogue, in a new DATA_DIR for every run. */
export default defineConfig({
  testDir: "tests/e2e",
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    viewport: { width: 1280, height: 900 },
    launchOptions: CHROMIUM,
  },
  webServer: {
    command: "npm run serve",
    url: `${baseURL}/api/health`,
    env: {
      ...NO_SETTINGS,
      PORT: String(PORT),
      DATA_DIR: process.env.E2E_DATA_DIR,
      SAMPLE_CATALOG: "on",
      LOG_LEVEL: "warn",
    },
    gracefulShutdown: { signal: "SIGTERM", timeout: 6_000 },
  },
});
