import { z } from "zod";
import { ROUTE_ACCESS } from "#tests/support/access-table.ts";
import { type Answered, type Asked, askPlainly } from "#tests/support/plain-request.ts";
import { clientOf, emailOf, expect, PASSWORD, test } from "./accounts.ts";

/** What is sent, and which answers refuse it. */
type Row = [name: string, asked: Asked, refused: number[] | ((answer: Answered) => boolean)];

const CHANGES = ["POST", "PUT", "PATCH", "DELETE"];
const JSON_TYPE = { "content-type": "application/json" };

test.setTimeout(240_000);

type Accounts = Parameters<Parameters<typeof test>[2]>[0]["accounts"];

async function cookieOf({ as }: Accounts, role: Parameters<Accounts["as"]>[0]): Promise<string> {
  const { cookies } = await as(role).storageState();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Sends all of them; returns those that were let in or broke something. */
async function letIn(app: string, rows: Row[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, asked, refused] of rows) {
    const answer = await askPlainly(app, asked);
    const isRefused = typeof refused === "function" ? refused(answer) : refused.includes(answer.status);
    if (!isRefused || answer.status >= 500) wrong.push(`${name}: ${answer.status} ${answer.body.slice(0, 200)}`);
  }
  return wrong;
}

const firstId = z.object({ products: z.tuple([z.object({ id: z.string() })], z.unknown()) });

async function productId({ as }: Accounts): Promise<string> {
  return firstId.parse(await (await as("ADMIN").get("/api/products?limit=1")).json()).products[0].id;
}

test("no other page changes anything with a user's cookie (CSRF)", async ({ accounts }) => {
  const cookie = await cookieOf(accounts, "ADMIN");
  const id = await productId(accounts);
  const pages: Record<string, string>[] = [
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: accounts.url.replace(/\d+$/, "1") },
    { origin: `${accounts.url}.evil.example` },
    { origin: accounts.url.replace("http:", "https:").replace("localhost", "localhost.") },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    { referer: `${accounts.url}/dashboard` },
  ];
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const changes: Asked[] = [
    { method: "DELETE", path: `/api/products/${id}` },
    { method: "PATCH", path: "/api/settings", headers: JSON_TYPE, body: "{}" },
    { method: "POST", path: "/api/invites", headers: { "content-type": "text/plain" }, body: '{"role":"ADMIN"}' },
    { method: "POST", path: "/api/sign-out", headers: form, body: "" },
  ];
  const rows = changes.flatMap(({ headers, ...asked }) =>
    pages.map(
      (from): Row => [
        `${asked.method} ${asked.path} from ${JSON.stringify(from)}`,
        { ...asked, headers: { ...headers, cookie, ...from } },
        [403],
      ],
    ),
  );
  expect(await letIn(accounts.url, rows)).toEqual([]);
  expect(rows).toHaveLength(40);
});

test("the app answers under its own name only (rebinding), and to no proxy that isn't set", async ({ accounts }) => {
  const cookie = await cookieOf(accounts, "ADMIN");
  const { port } = new URL(accounts.url);
  const hosts = [
    "evil.example",
    `evil.example:${port}`,
    `localhost.evil.example:${port}`,
    "127.0.0.1.nip.io",
    "[::]",
    "0.0.0.0",
  ];
  const forwarded: Record<string, string>[] = [
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-for": "127.0.0.1" },
    { "x-forwarded-proto": "https" },
    { "x-forwarded-port": "443" },
    { forwarded: "for=127.0.0.1;host=localhost" },
    { via: "1.1 proxy" },
  ];
  const path = "/api/products";
  const rows: Row[] = [
    ...hosts.map((host): Row => [`Host "${host}"`, { path, headers: { cookie, host } }, [400, 403]]),
    ...forwarded.map((headers): Row => [JSON.stringify(headers), { path, headers: { cookie, ...headers } }, [403]]),
  ];
  expect(await letIn(accounts.url, rows)).toEqual([]);
});

test("paths lead to no file, and headers of Next to no page", async ({ accounts }) => {
  const cookie = await cookieOf(accounts, "ADMIN");
  const walks = [
    "/api/files/../../../etc/passwd",
    "/api/files/..%2f..%2f..%2fetc%2fpasswd",
    "/api/files/%2e%2e/%2e%2e/.env",
    "/api/files/generated-images/..%5c..%5c.env",
    "/api/files/generated-images/%252e%252e%252f.env",
    "/api/files/store-id",
    "/api/files/imports/anything",
    "/api/files//etc/passwd",
    "/api/files/generated-images/x%00.png",
    "/_next/static/..%2f..%2f.env",
    "/_next/../.env",
    "/.env",
    "/%c0%ae%c0%ae/.env",
    "/_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75",
  ];
  const inside: Record<string, string>[] = [
    { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
    { "x-middleware-prefetch": "1" },
    { "x-matched-path": "/dashboard", "x-invoke-path": "/dashboard" },
    { "x-packshot-page": "/dashboard", "x-packshot-address": "127.0.0.1" },
    { rsc: "1", "next-router-prefetch": "1" },
    { authorization: "Bearer null" },
  ];
  const toSignIn = ({ status, body }: Answered) =>
    status === 307 || (status === 200 && body.includes("/sign-in") && !body.includes("Bulk Generate"));
  const rows: Row[] = [
    ...walks.map((path): Row => [path, { path, headers: { cookie } }, [308, 400, 404]]),
    ...inside.map((headers): Row => [`/jobs with ${JSON.stringify(headers)}`, { path: "/jobs", headers }, toSignIn]),
    [
      "an action of a page",
      { method: "POST", path: "/jobs", headers: { origin: accounts.url, "next-action": "7f", cookie } },
      [400, 404, 405],
    ],
  ];
  expect(await letIn(accounts.url, rows)).toEqual([]);
});

test("no value becomes a header or an address elsewhere", async ({ page, accounts }) => {
  const rows = ["%0d%0aset-cookie:%20a=b", "%0aset-cookie:%20a=b", "%E5%98%8A%E5%98%8Dset-cookie:a=b"].flatMap(
    (text): Row[] => [
      [
        `next=${text}`,
        { path: `/sign-in?next=${text}` },
        ({ status, headers }) => status === 200 && !headers["set-cookie"],
      ],
      [`/dashboard?${text}`, { path: `/dashboard?q=${text}` }, ({ headers }) => !headers["set-cookie"]],
    ],
  );
  expect(await letIn(accounts.url, rows)).toEqual([]);
  const client = await clientOf(accounts.url);
  await client.post("/api/sign-in", { data: { email: emailOf("VIEWER"), password: PASSWORD } });
  await page.context().addCookies((await client.storageState()).cookies);
  for (const next of [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/.//evil.example",
  ]) {
    await page.goto(`/sign-in?${new URLSearchParams({ next })}`);
    expect(new URL(page.url()).origin).toBe(accounts.url);
  }
  await client.dispose();
});

test("nobody guesses, keeps or prepares a session or a link", async ({ accounts }) => {
  const { url } = accounts;
  const cookie = await cookieOf(accounts, "VIEWER");
  const [name = "", value = ""] = cookie.split("=");
  const signIn = (headers: Record<string, string>) =>
    askPlainly(url, {
      method: "POST",
      path: "/api/sign-in",
      headers: { ...JSON_TYPE, origin: url, ...headers },
      body: JSON.stringify({ email: emailOf("VIEWER"), password: PASSWORD }),
    });
  // A cookie that somebody else chose becomes no session.
  const prepared = `${name}=${"a".repeat(32)}.${value.split(".")[1]}`;
  const begun = await signIn({ cookie: prepared });
  expect(begun.status).toBe(204);
  expect(begun.headers["set-cookie"]?.join()).not.toContain("a".repeat(32));
  const guesses = [
    prepared,
    `${name}=`,
    `${name}=${value.slice(0, -4)}`,
    `${name}=${value}a`,
    `${name}=${value.split(".")[0]}`,
    `${name}=${value.split(".")[0]}.`,
    `${name}=%`,
    `${name}=${"x".repeat(8_000)}`,
    `__Host-packshot=${value}`,
    `${name.toUpperCase()}=${value}`,
  ];
  const tokens = ["x", "..", "%00", "0".repeat(43), "%27%20OR%201=1", "a".repeat(4_000)];
  const accept = (token: string): Row => [
    `an invite "${token.slice(0, 20)}"`,
    {
      method: "POST",
      path: "/api/invites/accept",
      headers: { ...JSON_TYPE, origin: url },
      body: JSON.stringify({ token, email: "eve@example.com", name: "Eve", password: PASSWORD, role: "ADMIN" }),
    },
    [400, 404],
  ];
  const rows: Row[] = [
    ...guesses.map(
      (guess): Row => [`a session ${guess.slice(0, 40)}`, { path: "/api/jobs", headers: { cookie: guess } }, [401]],
    ),
    ...["", "x", "psk_", `psk_${"a".repeat(43)}`, "null", value].map(
      (key): Row => [
        `a key ${key.slice(0, 10)}`,
        { path: "/api/jobs", headers: { authorization: `Bearer ${key}` } },
        [401],
      ],
    ),
    ...tokens.map(
      (token): Row => [`a review link ${token.slice(0, 20)}`, { path: `/api/r/${token}/images` }, [400, 401, 404]],
    ),
    ...tokens.map(accept),
  ];
  expect(await letIn(url, rows)).toEqual([]);
});

test("nobody gives themselves a role, and a viewer changes nothing by any id (mass assignment, IDOR)", async ({
  accounts,
}) => {
  const { url, as } = accounts;
  const id = await productId(accounts);
  const users = z.object({ users: z.array(z.object({ id: z.string(), email: z.string(), role: z.string() })) });
  const before = users.parse(await (await as("ADMIN").get("/api/users")).json());
  const me = before.users.find(({ email }) => email === emailOf("EDITOR"))?.id;
  const asEditor = { cookie: await cookieOf(accounts, "EDITOR"), origin: url, ...JSON_TYPE };
  const promote = JSON.stringify({ role: "ADMIN" });
  const rows: Row[] = [
    ["one's own role", { method: "PATCH", path: `/api/users/${me}`, headers: asEditor, body: promote }, [403]],
    [
      "an invite",
      { method: "POST", path: "/api/invites", headers: asEditor, body: '{"email":"e@example.com","role":"ADMIN"}' },
      [403],
    ],
    ["budgets", { method: "PATCH", path: "/api/settings", headers: asEditor, body: '{"budgetDayUsd":1000000}' }, [403]],
    [
      "a role with a password",
      {
        method: "POST",
        path: "/api/account/password",
        headers: asEditor,
        body: JSON.stringify({
          currentPassword: "wrong password",
          newPassword: PASSWORD,
          role: "ADMIN",
          userId: "x",
        }),
      },
      [422],
    ],
  ];
  const asViewer = { cookie: await cookieOf(accounts, "VIEWER"), origin: url, ...JSON_TYPE };
  const ids = [
    id,
    before.users[0]?.id ?? "",
    "..%2f..%2fusers",
    "%27%3B--",
    "%00",
    "9".repeat(300),
    "__proto__",
    "%F0%9F%92%A9",
  ];
  for (const [route, methods] of Object.entries(ROUTE_ACCESS))
    for (const [method, access] of Object.entries(methods)) {
      if (!route.includes("[id]") || access === "read" || access === "public") continue;
      for (const each of ids) {
        const path = route.replace("[id]", each).replace("[pictureId]", each);
        const headers = CHANGES.includes(method) ? asViewer : { cookie: asViewer.cookie };
        rows.push([
          `${method} ${path}`,
          { method, path, headers, body: method === "GET" ? "" : "{}" },
          [400, 403, 404],
        ]);
      }
    }
  expect(rows.length).toBeGreaterThan(200);
  expect(await letIn(url, rows)).toEqual([]);
  expect(users.parse(await (await as("ADMIN").get("/api/users")).json())).toEqual(before);
});

test("a photo is never a page, whatever it looks like (polyglots)", async ({ accounts }) => {
  const { url, as } = accounts;
  const id = await productId(accounts);
  const script = "<script>alert(document.domain)</script>";
  const polyglots: [name: string, type: string, content: string][] = [
    ["page.html", "text/html", `<!doctype html>${script}`],
    ["page.jpg", "image/jpeg", `<!doctype html>${script}`],
    ["picture.svg", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
    ["picture.png", "image/png", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`],
    ["both.gif", "image/gif", `GIF89a/*${script}*/=1;`],
    ["both.png", "image/png", `\x89PNG\r\n\x1a\n${script}`],
    ["both.pdf", "application/pdf", `%PDF-1.7 ${script}`],
    ["../../evil.png", "image/png", script],
  ];
  for (const [name, mimeType, content] of polyglots) {
    const multipart = { variant: "PT08", file: { name, mimeType, buffer: Buffer.from(content, "latin1") } };
    const answer = await as("EDITOR").post(`/api/products/${id}/source-images`, { multipart });
    expect([name, [400, 415, 422].includes(answer.status())]).toEqual([name, true]);
  }
  const product = z.object({ sourceImages: z.tuple([z.object({ url: z.string() })], z.unknown()) });
  const { sourceImages } = product.parse(await (await as("VIEWER").get(`/api/products/${id}`)).json());
  const headers = (await as("VIEWER").get(`${url}${sourceImages[0].url}`)).headers();
  expect(headers["content-type"]).toMatch(/^image\/(?:png|jpeg|webp)$/);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["content-security-policy"]).toContain("sandbox");
});

test("passwords are not found by trying, nor who has an account", async ({ accounts }) => {
  const { url } = accounts;
  const signIn = (email: string, password: string) =>
    askPlainly(url, {
      method: "POST",
      path: "/api/sign-in",
      headers: { ...JSON_TYPE, origin: url },
      body: JSON.stringify({ email, password }),
    });
  const [known, unknown] = [
    await signIn(emailOf("REVIEWER"), "a wrong phrase"),
    await signIn("nobody@example.com", "a wrong phrase"),
  ];
  expect([known.status, known.body]).toEqual([401, unknown.body]);
  expect(unknown.status).toBe(401);
  const statuses = [];
  for (let tries = 0; tries < 8; tries += 1)
    statuses.push((await signIn("eve@example.com", `phrase ${tries} of eight`)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
});
