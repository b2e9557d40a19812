import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type APIRequestContext, expect, type Page, request as requests } from "@playwright/test";
import { z } from "zod";
import { type Role, roleSchema } from "#lib/schemas/user.ts";
import { type AppProcess, freePort, launchApp } from "#tests/support/app-process.ts";
import { test as sampleTest } from "./fixtures.ts";

export const PASSWORD = "a phrase that nobody guesses";
export const emailOf = (role: Role) => `${role.toLowerCase()}@example.com`;
export const nameOf = (role: Role) => `Test ${role.toLowerCase()}`;

type NewApp = AppProcess & { setupLink: string };

/** An app with accounts that nobody has yet, and the link for its first admin. */
export async function launchAccountsApp(env: Record<string, string> = {}): Promise<NewApp> {
  const port = String(await freePort());
  const url = `http://localhost:${port}`;
  const AUTH_SECRET = randomBytes(32).toString("base64");
  const app = await launchApp(
    { SAMPLE_CATALOG: "on", AUTH: "accounts", APP_URL: url, AUTH_SECRET, PORT: port, ...env },
    "pipe",
  );
  app.child.stderr?.pipe(process.stderr);
  // Also where a test or a fixture runs out of time.
  process.once("exit", () => app.child.kill("SIGTERM"));
  if (!app.child.stdout) throw new Error("The app has no output.");
  const lines = createInterface(app.child.stdout);
  const ended = once(app.child, "exit").then(([code]) => Promise.reject(new Error(`The app ended with ${code}.`)));
  const link = new Promise<string>((resolve) => {
    lines.on("line", (line) => {
      const found = /http:\/\/\S+\/invite\/\S+/.exec(line);
      if (found) resolve(found[0]);
    });
  });
  const setupLink = await Promise.race([link, ended]);
  ended.catch(() => {});
  return { ...app, url, setupLink };
}

/** Requests as pages of the app send them, with the cookies they get. */
export function clientOf(url: string): Promise<APIRequestContext> {
  return requests.newContext({ baseURL: url, extraHTTPHeaders: { origin: url } });
}

async function accept(client: APIRequestContext, link: string, role: Role): Promise<void> {
  const token = link.split("/").at(-1);
  const body = { token, email: emailOf(role), name: nameOf(role), password: PASSWORD };
  const accepted = await client.post("/api/invites/accept", { data: body });
  if (!accepted.ok()) throw new Error(await accepted.text());
  await signInOver(client, role);
}

async function signInOver(client: APIRequestContext, role: Role): Promise<void> {
  const signedIn = await client.post("/api/sign-in", { data: { email: emailOf(role), password: PASSWORD } });
  if (!signedIn.ok()) throw new Error(await signedIn.text());
}

/** A user of each role, signed in. */
async function createUsers({ url, setupLink }: NewApp) {
  const admin = await clientOf(url);
  await accept(admin, setupLink, "ADMIN");
  const clients = new Map<Role, APIRequestContext>([["ADMIN", admin]]);
  for (const role of roleSchema.exclude(["ADMIN"]).options) {
    const invited = await admin.post("/api/invites", { data: { email: emailOf(role), role } });
    const client = await clientOf(url);
    await accept(client, ((await invited.json()) as { url: string }).url, role);
    clients.set(role, client);
  }
  return clients;
}

type Accounts = {
  url: string;
  /** Sends requests as the user of this role. */
  as: (role: Role) => APIRequestContext;
};

/**
 * Playwright's test, failing on any error of the page. Paths lead to an app with accounts and the sample catalogue, which has a
 * user of each role (`emailOf`, `PASSWORD`) and is shared by the tests of a worker.
 */
export const test = sampleTest.extend<object, { accounts: Accounts }>({
  accounts: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures this one needs.
    async ({}, use) => {
      const app = await launchAccountsApp();
      const clients = await createUsers(app);
      const as = (role: Role) => {
        const client = clients.get(role);
        if (!client) throw new Error(`There is no ${role}.`);
        return client;
      };
      await use({ url: app.url, as });
      for (const client of clients.values()) await client.dispose();
      app.child.kill("SIGTERM");
    },
    { scope: "worker", timeout: 180_000 },
  ],
  baseURL: ({ accounts }, use) => use(accounts.url),
});

/** A session of its own, so that signing it out leaves the others alone. */
export async function signIn(page: Page, { url }: Accounts, role: Role): Promise<void> {
  const client = await clientOf(url);
  await signInOver(client, role);
  await page.context().addCookies((await client.storageState()).cookies);
  await client.dispose();
}

const jobSchema = z.object({ jobId: z.string() });
const stateSchema = z.object({ status: z.string() });
const typesSchema = z.object({ imageTypes: z.tuple([z.object({ id: z.string() })], z.unknown()) });

/** A job of all sample products that an editor started. */
export async function endedJobOf({ as }: Accounts): Promise<string> {
  const editor = as("EDITOR");
  const { imageTypes } = typesSchema.parse(await (await editor.get("/api/image-types")).json());
  const data = { selection: {}, variant: "MAIN", imageTypeId: imageTypes[0].id };
  const started = await editor.post("/api/images/bulk-generate-by-variant", { data });
  const { jobId } = jobSchema.parse(await started.json());
  const isEnded = async () => stateSchema.parse(await (await editor.get(`/api/jobs/${jobId}`)).json()).status;
  await expect.poll(isEnded, { timeout: 120_000 }).toBe("COMPLETED");
  return jobId;
}

export { expect };
