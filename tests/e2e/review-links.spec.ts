import { z } from "zod";
import { endedJobOf, expect, signIn, test } from "./accounts.ts";
import { violationsInBothThemes } from "./axe.ts";

test.setTimeout(180_000);

const WIDTHS = [360, 768, 1440];

test("a client without an account opens a link, approves and comments, until it is withdrawn", async ({
  page,
  browser,
  accounts,
}) => {
  const jobId = await endedJobOf(accounts);
  await signIn(page, accounts, "REVIEWER");
  await page.goto(`/jobs/${jobId}`);
  await page.getByRole("link", { name: "Share" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Spring range");
  await page.getByLabel("Password (optional)").fill("open sesame");
  await page.getByRole("button", { name: "Create link" }).click();
  const url = (await page.getByText(/\/r\/[\w-]+$/).textContent()) ?? "";
  await expect(page.getByRole("listitem").filter({ hasText: "Spring range" })).toContainText("with a password");
  expect(await violationsInBothThemes(page)).toEqual([]);

  const context = await browser.newContext();
  const client = await context.newPage();
  await client.goto(url);
  expect(await violationsInBothThemes(client)).toEqual([]);
  await client.getByLabel("Password").fill("not this one");
  await client.getByRole("button", { name: "Open" }).click();
  await expect(client.getByLabel("Password")).toHaveAccessibleDescription("Wrong password.");
  await client.getByLabel("Password").fill("open sesame");
  await client.keyboard.press("Enter");
  await expect(client.getByRole("heading", { level: 1 })).toHaveText("Spring range");
  await expect(client.getByRole("navigation")).toHaveCount(0);
  const first = client.getByRole("list", { name: "Images" }).getByRole("listitem").first();
  await first.getByRole("button", { name: "Approve" }).click();
  await expect(first.getByRole("alert")).toHaveText("Enter your name at the top first.");
  await client.getByLabel("Your name").fill("Zoe");
  await first.getByRole("textbox", { name: "Comment on" }).fill("Lovely light.");
  await first.getByRole("button", { name: "Approve" }).click();
  await expect(first.getByRole("status")).toHaveText("Approved by Zoe");
  for (const width of WIDTHS) {
    await client.setViewportSize({ width, height: 800 });
    const sideways = await client.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect([width, sideways]).toEqual([width, 0]);
  }
  expect(await violationsInBothThemes(client)).toEqual([]);

  const approved = z.object({ images: z.array(z.object({ review: z.object({ by: z.string(), note: z.string() }) })) });
  const found = await accounts.as("VIEWER").get(`/api/review?jobId=${jobId}&decision=approve`);
  expect(approved.parse(await found.json()).images).toEqual([
    { review: { by: "Zoe (Spring range)", note: "Lovely light." } },
  ]);
  await page.getByRole("button", { name: "Withdraw the link Spring range" }).click();
  await expect(page.getByRole("heading", { name: "No review links" })).toBeVisible();
  await client.reload();
  await expect(client.getByRole("heading", { level: 1 })).toHaveText("This link doesn't work any more");
  await context.close();
});
