import { emailOf, expect, launchAccountsApp, nameOf, PASSWORD, signIn, test } from "./accounts.ts";
import { violationsInBothThemes } from "./axe.ts";

const WIDTHS = [360, 768, 1440];
/** Hashing a password takes half a second of a free core, twice for a new account. */
const HASHED = { timeout: 30_000 };

test.setTimeout(120_000);

test("who isn't signed in is sent to the sign-in and from there to where they were going", async ({ page }) => {
  await page.goto("/jobs?page=1");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fjobs%3Fpage%3D1$/);
  await expect(page.getByRole("navigation")).toHaveCount(0);

  await page.getByLabel("Email").fill(emailOf("VIEWER"));
  await page.getByLabel("Password").fill("not the password at all");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Wrong email address or password." })).toBeVisible(HASHED);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\?page=1$/, HASHED);

  await page.getByRole("link", { name: `Your account: ${nameOf("VIEWER")}` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(nameOf("VIEWER"));
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/dashboard");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fdashboard$/);
});

test("the first admin creates their account by the link of the start", async ({ page }) => {
  const app = await launchAccountsApp({ SAMPLE_CATALOG: "off" });
  try {
    await page.goto(app.setupLink);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
    await page.getByLabel("Email").fill("ana@example.com");
    await page.getByLabel("Name").fill("Ana");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL(`${app.url}/dashboard`, HASHED);
    await expect(page.getByRole("link", { name: "Your account: Ana" })).toBeVisible();
    await page.goto(app.setupLink);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link doesn't work any more");
  } finally {
    app.child.kill("SIGTERM");
  }
});

test("an admin invites a reviewer, who has that role until their sessions are ended", async ({
  page,
  browser,
  accounts,
}) => {
  await signIn(page, accounts, "ADMIN");
  await page.goto("/users");
  await page.getByLabel("Email").fill("rita@example.com");
  await page.getByRole("combobox", { name: "Role", exact: true }).click();
  await page.getByRole("option", { name: "Reviewer" }).click();
  await page.getByRole("button", { name: "Create invite link" }).click();
  const link = (await page.getByText(/\/invite\//).textContent()) ?? "";
  await expect(page.getByRole("button", { name: "Withdraw the invite of rita@example.com" })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);

  const context = await browser.newContext();
  const rita = await context.newPage();
  await rita.goto(link);
  await expect(rita.getByText("For rita@example.com, as Reviewer.")).toBeVisible();
  expect(await violationsInBothThemes(rita)).toEqual([]);
  await rita.getByLabel("Name").fill("Rita");
  await rita.getByLabel("Password").fill(PASSWORD);
  await rita.getByRole("button", { name: "Create account" }).click();
  await expect(rita).toHaveURL(/\/dashboard$/, HASHED);
  await rita.getByRole("link", { name: "Your account: Rita" }).click();
  await expect(rita.getByText("Reviewer")).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: "Sign out Rita everywhere" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "rita@example.com" })).toContainText("not signed in");
  await rita.goto("/account");
  await expect(rita).toHaveURL(/\/sign-in/);
  await context.close();
});

test("a user changes their password", async ({ page, accounts }) => {
  await signIn(page, accounts, "REVIEWER");
  await page.goto("/account");
  await page.getByLabel("Current password").fill("not the password at all");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription(
    "This is not your current password.",
    HASHED,
  );
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed.")).toBeVisible(HASHED);
});

test("axe finds nothing on the pages of accounts, and they fit all widths", async ({ page, accounts }) => {
  const checked = async (path: string) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(path, { waitUntil: "networkidle" });
    expect(await violationsInBothThemes(page), path).toEqual([]);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(`${path} at ${width} px: ${sideways} px too wide`).toBe(`${path} at ${width} px: 0 px too wide`);
    }
  };
  await checked("/sign-in");
  await checked("/invite/unknown");
  await signIn(page, accounts, "ADMIN");
  for (const path of ["/account", "/users"]) await checked(path);
});

test("the sign-in works by keyboard alone", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email").focus();
  await page.keyboard.type(emailOf("EDITOR"));
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/dashboard$/, HASHED);
});
