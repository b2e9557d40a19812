import { z } from "zod";
import { acceptedSchema } from "#lib/schemas/user.ts";
import { fetchJson } from "#tests/support/app-client.ts";
import { podman } from "#tests/support/containers/image.ts";

const LINK = /http\S+\/invite\/([\w-]+)/;
const ADMIN = { email: "ana@example.com", password: "mulberry-stapler-41" };

function post(app: string, body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json", origin: app }, body: JSON.stringify(body) };
}

/** Creates the first admin by the link that the container's log has. */
export async function createAdmin(app: string, container: string): Promise<void> {
  const log = podman("logs", container);
  const token = [...log.matchAll(new RegExp(LINK, "g"))].at(-1)?.[1];
  if (!token) throw new Error(`The log has no link for the first admin: ${log.slice(-2_000)}`);
  await fetchJson(acceptedSchema, `${app}/api/invites/accept`, post(app, { token, name: "Ana", ...ADMIN }));
}

/** All later requests of this process carry the admin's session. */
export async function signInAsAdmin(app: string): Promise<void> {
  const response = await fetch(`${app}/api/sign-in`, post(app, ADMIN));
  const [cookie] = z.tuple([z.string()]).parse(response.headers.getSetCookie().map((each) => each.split(";", 1)[0]));
  const plainFetch = globalThis.fetch;
  globalThis.fetch = (url, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("cookie")) headers.set("cookie", cookie);
    return plainFetch(url, { ...init, headers });
  };
}
