import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";

/** Collects any error that the page throws or writes to its console. */
export function watchFaults(page: Page, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // Chromium reports answers of 4xx by itself; the page is judged by what it shows of them.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
}

/**
 * Playwright's test, failing on any error the page throws or writes to its console. Paths lead to an app with the sample
 * catalogue, which the files of a worker share.
 */
export const test = base.extend<{ faults: string[] }, { sampleApp: AppProcess }>({
  sampleApp: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures this one needs.
    async ({}, use) => {
      const app = await spawnApp({ SAMPLE_CATALOG: "on" });
      await use(app);
      app.child.kill("SIGTERM");
    },
    { scope: "worker", timeout: 180_000 },
  ],
  baseURL: ({ sampleApp }, use) => use(sampleApp.url),
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      watchFaults(page, faults);
      await use(faults);
      expect(faults, "errors in the page").toEqual([]);
    },
    { auto: true },
  ],
});

/** Presses a key of the page until it has moved the focus: a page answers keys once its scripts run. */
export async function pressUntilFocused(page: Page, key: string, target: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(target).toBeFocused({ timeout: 500 });
  }).toPass();
}

/** Clicks until the page shows what the button opens: a page answers once its scripts run. */
export async function clickUntilVisible(button: Locator, opened: Locator): Promise<void> {
  await expect(async () => {
    if (!(await opened.isVisible())) await button.click({ timeout: 1_000 });
    await expect(opened).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

export { expect };
