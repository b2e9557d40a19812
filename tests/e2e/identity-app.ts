import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { request } from "@playwright/test";
import { type AppProcess, freePort, launchApp } from "#tests/support/app-process.ts";

export const ADMIN = { email: "ana@example.com", name: "Ana", password: "a phrase that nobody guesses" };

type IdentityApp = AppProcess & { url: string };

/** An app with accounts, whose only user is ADMIN. */
export async function launchIdentityApp(env: (url: string) => Record<string, string>): Promise<IdentityApp> {
  const port = String(await freePort());
  const url = `http://localhost:${port}`;
  const settings = { AUTH: "accounts", APP_URL: url, AUTH_SECRET: randomBytes(32).toString("base64"), PORT: port };
  const app = await launchApp({ ...settings, ...env(url) }, "pipe");
  if (!app.child.stdout) throw new Error("The app has no output.");
  app.child.stderr?.pipe(process.stderr);
  for await (const line of createInterface(app.child.stdout)) {
    const token = /\/invite\/(\S+)/.exec(line)?.[1];
    if (!token) continue;
    app.child.stdout.resume();
    const client = await request.newContext({ baseURL: url, extraHTTPHeaders: { origin: url } });
    const accepted = await client.post("/api/invites/accept", { data: { token, ...ADMIN } });
    if (!accepted.ok()) throw new Error(await accepted.text());
    await client.dispose();
    return { ...app, url };
  }
  throw new Error("The app ended before it was ready.");
}
