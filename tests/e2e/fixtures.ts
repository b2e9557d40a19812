import { test as base, expect, type Locator, type Page } from "@playwright/test";

/** Playwright's test, failing on any error the page throws or writes to its console. */
export const test = base.extend<{ faults: string[] }>({
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (message) => {
        // Chromium reports answers of 4xx by itself; the page is judged by what it shows of them.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
          faults.push(message.text());
      });
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

export { expect };
