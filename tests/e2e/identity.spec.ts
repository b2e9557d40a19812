import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import Provider from "oidc-provider";
import decodeQR from "qr/decode.js";
import sharp from "sharp";
import { freePort } from "#tests/support/app-process.ts";
import { appCode } from "#tests/support/authenticator.ts";
import { violationsInBothThemes } from "./axe.ts";
import { clickUntilVisible } from "./fixtures.ts";
import { ADMIN, launchIdentityApp } from "./identity-app.ts";

const CLIENT = { client_id: "packshot", client_secret: "a secret of the client" };

/** A certified provider, with its pages for development: any login and password sign in. */
async function startProvider(port: number, appUrl: string): Promise<Server> {
  const claims = { email: "bob@example.com", email_verified: true, name: "Bob" };
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [{ ...CLIENT, redirect_uris: [`${appUrl}/api/sign-in/oidc/callback`] }],
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...claims }) }),
    cookies: { keys: ["a key of the test"] },
    pkce: { required: () => true },
  });
  const server = createServer(provider.callback()).listen(port, "localhost");
  await once(server, "listening");
  return server;
}

type App = Awaited<ReturnType<typeof launchIdentityApp>>;
let app: App;
let provider: Server;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  const port = await freePort();
  app = await launchIdentityApp((url) => {
    void startProvider(port, url).then((started) => {
      provider = started;
    });
    return {
      OIDC_ISSUER: `http://localhost:${port}`,
      OIDC_CLIENT_ID: CLIENT.client_id,
      OIDC_CLIENT_SECRET: CLIENT.client_secret,
      OIDC_NAME: "Test ID",
      OIDC_ALLOWED: "example.com",
      OIDC_DEFAULT_ROLE: "editor",
    };
  });
});
test.afterAll(() => {
  app.child.kill("SIGTERM");
  provider.closeAllConnections();
  provider.close();
});
test.describe.configure({ mode: "serial" });

async function enterPassword(page: Page): Promise<void> {
  await page.goto(`${app.url}/sign-in?next=/account`);
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const signOut = async (page: Page) => {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Packshot" })).toBeVisible();
};

test("a passkey is added, and signs in", async ({ page, context }) => {
  const browser = await context.newCDPSession(page);
  await browser.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
  } as const;
  await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await enterPassword(page);
  await clickUntilVisible(page.getByRole("button", { name: "Add a passkey" }), page.getByLabel("Name"));
  await page.getByLabel("Name").fill("Test key");
  await page.getByLabel("Your password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Create passkey" }).click();
  await expect(page.getByText("Test key")).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(`${app.url}/dashboard`);
  await page.goto(`${app.url}/account`);
  await page.getByRole("button", { name: "Remove Test key" }).click();
  await expect(page.getByText("Test key")).toBeHidden();
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText("This passkey isn't known here")).toBeVisible();
});

test("an OIDC provider signs a new user in, and its failures are explained", async ({ page }) => {
  await page.goto(`${app.url}/sign-in?next=/jobs`);
  await page.getByRole("button", { name: "Continue with Test ID" }).click();
  await page.getByPlaceholder("Enter any login").fill("bob");
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(`${app.url}/jobs`);
  await page.goto(`${app.url}/account`);
  await expect(page.getByRole("heading", { name: "Bob" })).toBeVisible();
  await expect(page.getByText("Editor")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Password" })).toBeHidden();
  await signOut(page);
  await page.goto(`${app.url}/api/sign-in/oidc/callback?code=x&state=y`);
  await expect(page.getByText("This sign-in has expired")).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

async function scanned(screenshot: Buffer): Promise<string> {
  const { data, info } = await sharp(screenshot).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return decodeQR({ width: info.width, height: info.height, data });
}

test("a sign-in asks for a code once the app is set up", async ({ page }) => {
  await enterPassword(page);
  await clickUntilVisible(page.getByRole("button", { name: "Set up" }), page.getByLabel("Your password"));
  await expect(page.getByLabel("Your password")).toBeFocused();
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("img", { name: "QR code of the key below" })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  const secret = ((await page.locator("p.select-all").textContent()) ?? "").replaceAll(" ", "");
  // In the dark theme, in which it is dark on light too.
  expect(await scanned(await page.getByRole("img").screenshot())).toContain(`secret=${secret}&`);
  await page.getByRole("textbox", { name: "Code" }).fill(appCode(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByRole("heading", { name: "Keep these backup codes" })).toBeFocused();
  const backup =
    (await page
      .getByRole("listitem")
      .filter({ hasText: /^[\w]{5}-[\w]{5}$/ })
      .first()
      .textContent()) ?? "";
  await page.getByRole("button", { name: "I've saved them" }).click();
  await expect(page.getByRole("button", { name: "Turn off" })).toBeVisible();
  await signOut(page);
  await enterPassword(page);
  await expect(page.getByRole("textbox", { name: "Code" })).toBeFocused();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Wrong code")).toBeVisible();
  await page.getByRole("textbox", { name: "Code" }).fill(appCode(secret, 1));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${app.url}/account`);
  await signOut(page);
  await enterPassword(page);
  await page.getByRole("textbox", { name: "Code" }).fill(backup);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${app.url}/account`);
});
