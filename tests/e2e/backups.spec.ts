import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

let app: AppProcess;
let place: string;
test.beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "packshot-backups-"));
  app = await spawnApp({ BACKUP_DIR: place });
});
test.afterAll(async () => {
  app.child.kill("SIGTERM");
  rmSync(place, { recursive: true, force: true });
});

test("backups are listed, and one is made by the keyboard", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto(`${app.url}/settings`);
  await page.getByRole("link", { name: "View backups" }).click();
  await expect(page.getByRole("heading", { name: "Backups", level: 1 })).toBeVisible();
  await expect(page.getByText(`npm run restore -- ${place} --replace`)).toBeVisible();
  // The first of the day is made after the start.
  await expect(page.getByText(/^Daily · /)).toBeVisible({ timeout: 60_000 });
  const button = page.getByRole("button", { name: "Back up now" });
  await expect(button).toBeEnabled();
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Made by hand · /)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("listitem").filter({ hasText: "Not complete" })).toHaveCount(0);
  expect(await violationsInBothThemes(page)).toEqual([]);
  for (const [width, colorScheme] of [
    [360, "dark"],
    [1440, "light"],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways).toBe(0);
  }
});
