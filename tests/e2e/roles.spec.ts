import type { APIRequestContext, Page } from "@playwright/test";
import { can, type Permission } from "#lib/auth/permissions.ts";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import { shotListsSchema } from "#lib/schemas/shot-list.ts";
import { templatesSchema } from "#lib/schemas/template.ts";
import { type Role, roleSchema } from "#lib/schemas/user.ts";
import { PAGE_ACCESS } from "#tests/support/access-table.ts";
import { expect, signIn, test } from "./accounts.ts";
import { violationsInBothThemes } from "./axe.ts";
import { watchFaults } from "./fixtures.ts";

test.setTimeout(900_000);

/** What buttons need that send a request, by the names that they have. */
const CONTROLS: [name: RegExp, permission: Permission][] = [
  [/^(?:Add photos|Change .* photo|Edit|Add ASIN|Add photo for)\b/, "catalog"],
  [
    /^(?:Delete|Duplicate) (?!.*\b(?:job|product)\b)|^(?:Save|Edit) |^New image type|^Add (?:a variable|a shot|pictures)/,
    "prompt",
  ],
  [/^(?:Generate another|Regenerate|Retry|Resume|Continue|Try now|Dismiss)/, "spend"],
  [/^(?:Pause|Cancel:)/, "job"],
  [/^(?:Approve(?!d)|Reject(?!ed)|Ask to regenerate)/, "review"],
  [/^(?:Fix|Move |Pick |Use this|Make current)/, "version"],
  [/^(?:Restore|Delete…)/, "delete"],
  [/^(?:Set budget|Change budget|Check|Create invite link|Save limits)/, "admin"],
];

type Scene = { productId: string; jobId: string; imageId: string; paths: string[] };

async function makeScene(admin: APIRequestContext): Promise<Scene> {
  const read = async (path: string) => (await admin.get(path)).json();
  const { products } = productsSchema.parse(await read("/api/products?limit=1&search=kettle"));
  const { templates } = templatesSchema.parse(await read("/api/templates"));
  const { shotLists } = shotListsSchema.parse(await read("/api/shot-lists"));
  const { imageTypes } = imageTypesSchema.parse(await read("/api/image-types"));
  const look = await admin.post("/api/looks", { data: { name: "Morning light" } });
  const productId = products[0]?.id ?? "";
  const made = await admin.post("/api/images/generate", {
    data: { productId, imageTypeId: imageTypes[0]?.id },
    timeout: 120_000,
  });
  const { image } = (await made.json()) as { image: { id: string; jobId: string } };
  const paths = [
    "/dashboard",
    `/products/${productId}`,
    `/products/${productId}?view=gallery`,
    `/products/${productId}?image=${image.id}`,
    "/jobs",
    `/jobs/${image.jobId}`,
    "/review",
    "/review?view=products",
    `/review?image=${image.id}`,
    "/templates",
    `/templates/${templates[0]?.id}`,
    "/shot-lists",
    `/shot-lists/${shotLists[0]?.id}`,
    "/looks",
    `/looks/${((await look.json()) as { id: string }).id}`,
    "/image-types",
    "/costs",
    "/account",
    "/export",
    "/import",
    "/settings",
    "/users",
  ];
  return { productId, jobId: image.jobId, imageId: image.id, paths };
}

const isAllowed = (role: Role, permission: Permission) => can({ id: "u", name: "", role }, permission);

const patternOf = (path: string) => new RegExp(`^${path.replace(/\[[^\]]+\]/g, "(?!new$)[^/]+")}$`);
const PAGES = Object.entries(PAGE_ACCESS).map(([path, access]) => ({ pattern: patternOf(path), access }));

function accessOf(href: string) {
  const { pathname } = new URL(href, "http://localhost");
  return PAGES.find(({ pattern }) => pattern.test(pathname))?.access ?? null;
}

/** As screen readers name them; those that are disabled lead nowhere. */
async function controlsOf(page: Page) {
  const names = async (role: "button" | "link") =>
    page.getByRole(role, { disabled: false }).evaluateAll((elements) =>
      elements.map((element) => ({
        name: (element.getAttribute("aria-label") ?? element.textContent ?? "").trim(),
        href: element.getAttribute("href"),
      })),
    );
  return { buttons: await names("button"), links: await names("link") };
}

/** What `page` shows a role that the role would be refused. `met`: the permissions that its controls need. */
async function wrongOn(page: Page, role: Role, path: string, met: Set<Permission>): Promise<string[]> {
  const access = accessOf(path);
  await page.goto(path, { waitUntil: "networkidle" });
  const isRefused = access !== null && access !== "public" && !isAllowed(role, access);
  if (isRefused) await expect(page.getByRole("heading", { level: 1 })).toHaveText(/don't have access/);
  // Everybody has an account.
  if (role === "VIEWER" && path !== "/account")
    await expect(page.getByRole("button", { name: /^(?:Save|Add|Remove|Insert|Delete)/ })).toHaveCount(0);
  const { buttons, links } = await controlsOf(page);
  const needed = buttons.flatMap(({ name }) =>
    CONTROLS.filter(([pattern]) => pattern.test(name)).map(([, permission]) => ({ name, permission })),
  );
  for (const { permission } of needed) if (isAllowed(role, permission)) met.add(permission);
  return [
    ...needed
      .filter(({ permission }) => !isAllowed(role, permission))
      .map(({ name }) => `${role} sees “${name}” on ${path}`),
    ...links.flatMap(({ name, href }) => {
      const needs = href === null ? null : accessOf(href);
      const isWrong = needs !== null && needs !== "public" && !isAllowed(role, needs);
      return isWrong ? [`${role} sees the link “${name}” to ${href} on ${path}`] : [];
    }),
  ];
}

test("no page shows a role what it would be refused", async ({ browser, accounts, faults }) => {
  const { paths } = await makeScene(accounts.as("ADMIN"));
  const met = new Set<Permission>();
  // In parallel: most of a visit is waiting for the network.
  const wrong = await Promise.all(
    roleSchema.options.map(async (role) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      watchFaults(page, faults);
      await signIn(page, accounts, role);
      const found: string[] = [];
      for (const path of paths) found.push(...(await wrongOn(page, role, path, met)));
      await context.close();
      return found;
    }),
  );
  expect(wrong.flat()).toEqual([]);
  // The patterns find what they are about.
  expect([...met].sort()).toEqual(["admin", "catalog", "delete", "prompt", "review", "spend", "version"]);
});

test("keys do only what the role allows, and a reviewer asks where an editor regenerates", async ({
  page,
  accounts,
}) => {
  const { imageId } = await makeScene(accounts.as("ADMIN"));
  const changes: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") changes.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  await signIn(page, accounts, "VIEWER");
  await page.goto(`/review?image=${imageId}`);
  const dialog = page.getByRole("dialog").first();
  await expect(dialog.getByRole("button", { name: "Next image" })).toBeVisible();
  await expect(dialog.getByRole("region", { name: "Decisions" })).toContainText("No reviews yet.");
  for (const key of ["a", "r", "d", "f"]) await page.keyboard.press(key);
  await expect(page.getByRole("dialog")).toHaveCount(1);
  expect(changes).toEqual([]);

  await page.context().clearCookies();
  await signIn(page, accounts, "REVIEWER");
  await page.goto(`/review?image=${imageId}`);
  await dialog.getByRole("button", { name: /^Ask to regenerate/ }).click();
  await page.getByLabel("What should change?").fill("Softer shadows");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Asked to regenerate/).first()).toBeVisible();

  await page.context().clearCookies();
  await signIn(page, accounts, "EDITOR");
  await page.goto("/review");
  await page.getByText("Asked to regenerate 1").click();
  const asked = page.getByRole("list", { name: "Asked to regenerate" });
  await expect(asked).toContainText("“Softer shadows”");
  await expect(asked).toContainText("asked by Test reviewer");
  expect(await violationsInBothThemes(page)).toEqual([]);
  await asked.getByRole("button", { name: /^Regenerate/ }).click();
  await expect(asked).toHaveCount(0);
  await page.goto(`/review?image=${imageId}`);
  await expect(dialog.getByRole("region", { name: "Versions" })).toContainText("by Test editor");
});

test("an admin restores a photo that an editor replaced", async ({ page, accounts }) => {
  const editor = accounts.as("EDITOR");
  const { products } = productsSchema.parse(await (await editor.get("/api/products?limit=1&search=B0SAMPLE10")).json());
  const productId = products[0]?.id ?? "";
  const { sourceImages } = await (await editor.get(`/api/products/${productId}`)).json();
  const [photo, other] = sourceImages;
  const buffer = await (await editor.get(other.url)).body();
  const file = { name: "new.jpg", mimeType: other.mimeType, buffer };
  const replaced = await editor.put(`/api/source-images/${photo.id}`, { multipart: { file } });
  expect(replaced.status(), await replaced.text()).toBe(200);
  await signIn(page, accounts, "EDITOR");
  await page.goto(`/products/${productId}`);
  await expect(page.getByText("Deleted and replaced photos")).toHaveCount(0);
  await page.context().clearCookies();
  await signIn(page, accounts, "ADMIN");
  await page.goto(`/products/${productId}`);
  await page.getByText("Deleted and replaced photos 1").click();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole("button", { name: `Restore the ${photo.variant} photo` }).click();
  await expect(page.getByText(`Restored the ${photo.variant} photo.`)).toBeVisible();
  await expect(page.getByText("Deleted and replaced photos")).toHaveCount(0);
  await expect(
    page.getByRole("list", { name: `Source images for ${photo.variant}` }).getByRole("listitem"),
  ).toHaveCount(2);
});

test("an admin lets editors approve", async ({ page, accounts }) => {
  await signIn(page, accounts, "ADMIN");
  await page.goto("/settings");
  await page.getByLabel("Editors may approve and reject images too").check();
  await expect(page.getByText("Editors may approve.")).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  const settings = await (await accounts.as("EDITOR").get("/api/settings")).json();
  expect(settings.editorsApprove).toBe(true);
  await accounts.as("ADMIN").patch("/api/settings", { data: { editorsApprove: false } });
});
