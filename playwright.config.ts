import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";

const PORT = 4127;
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
    launchOptions: {
      executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "exec node --disable-warning=ExperimentalWarning lib/launch/serve.ts start",
    url: `${baseURL}/api/health`,
    env: { PORT: String(PORT), DATA_DIR: mkdtempSync(join(tmpdir(), "packshot-e2e-")), LOG_LEVEL: "warn" },
    gracefulShutdown: { signal: "SIGTERM", timeout: 6_000 },
  },
});
