import type { Page } from "@playwright/test";
import { clientOf, expect, nameOf, signIn, test } from "./accounts.ts";
import { violationsInBothThemes } from "./axe.ts";

const WIDTHS = [360, 768, 1440];

test.setTimeout(180_000);

async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsInBothThemes(page)).toEqual([]);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const sideways = await page.locator("#main").evaluate((main) => main.scrollWidth - main.clientWidth);
    expect(sideways, `too wide at ${width} px`).toBe(0);
  }
}

test("a user creates a key by keyboard, a script uses it, and it is revoked", async ({ page, accounts }) => {
  await signIn(page, accounts, "EDITOR");
  await page.goto("/account");
  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Delete and restore")).toHaveCount(0);
  await page.getByLabel("Name").fill("Night import");
  await page.getByLabel("Export images and results").focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Name").press("Enter");
  const key = (await page.getByText(/^psk_[\w-]{43}$/).textContent()) ?? "";
  const row = page.getByRole("listitem").filter({ hasText: "Night import" });
  await expect(row).toContainText("read, export");
  await expect(row).toContainText("never used");
  await expectAccessible(page);

  const script = await clientOf(accounts.url);
  const headers = { authorization: `Bearer ${key}` };
  expect((await script.get("/api/products", { headers })).status()).toBe(200);
  expect((await script.post("/api/templates", { headers, data: {} })).status()).toBe(403);
  await page.reload();
  await expect(page.getByText(key)).toHaveCount(0);
  await expect(row).toContainText("used just now");
  await row.getByRole("button", { name: "Revoke Night import" }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("No API keys")).toBeVisible();
  expect((await script.get("/api/products", { headers })).status()).toBe(401);
  await script.dispose();
});

test("an admin finds in the audit log who did what", async ({ page, accounts }) => {
  await accounts
    .as("EDITOR")
    .post("/api/keys", { data: { name: "For the log", permissions: ["read"], expiresInDays: 1 } });
  await accounts.as("VIEWER").post("/api/templates", { data: {} });
  await signIn(page, accounts, "ADMIN");
  await page.goto("/users");
  await page.getByRole("link", { name: "Audit log" }).click();
  const entries = page.getByRole("region", { name: "Entries" }).getByRole("listitem");
  await expect(entries.first()).toContainText("Sign-in");
  await expect(entries.filter({ hasText: "/api/templates" }).first()).toContainText("refused");
  await expectAccessible(page);

  await page.getByLabel("User").selectOption(nameOf("EDITOR"));
  await page.getByLabel("Action").selectOption("API key created");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/action=key\.create/);
  await expect(entries.first()).toContainText("For the log");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("audit.csv");
  await page.goto("/audit?action=nothing");
  await expect(page.getByText("This is the whole log.")).toBeVisible();
});

test("who is no admin does not get to the audit log", async ({ page, accounts }) => {
  await signIn(page, accounts, "EDITOR");
  expect((await page.goto("/audit"))?.status()).toBe(403);
});
