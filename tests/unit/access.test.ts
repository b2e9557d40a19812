import { afterEach, expect, test } from "vitest";
import { EnvError, parseEnv } from "#lib/env.ts";
import { accessRules, refusal } from "#lib/http/access.ts";
import { openDoor } from "#lib/http/door.ts";
import { listenAddress } from "#lib/launch/listen-address.ts";
import { listening, sendRaw, statusOf } from "#tests/support/raw-http.ts";

const APP_URL = "https://packshot.example.com";
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function rulesFor(settings: Record<string, string>) {
  const env = parseEnv(settings);
  return accessRules({ ...env, HOST: await listenAddress(env) });
}

/** A door with these settings, before a handler that only counts who came in. */
async function openCounted(settings: Record<string, string>) {
  let entered = 0;
  const server = openDoor(
    (_request, response) => {
      entered += 1;
      response.end("in");
    },
    { rules: await rulesFor(settings) },
    (_request, socket) => {
      entered += 1;
      socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n");
    },
  );
  const port = await listening(server);
  closing.push(() => server.close());
  return { port, entered: () => entered };
}

const ACCOUNTS = { AUTH: "accounts", AUTH_SECRET: "Yk3v0pJcS7nq2mWbH5xLr8dTfGz1uEaQoKi4VyXhM6s=" } as const;
const OPEN_HOSTS = ["0.0.0.0", "::", "0"].map((HOST) => ({ HOST, APP_URL, ...ACCOUNTS }));
const LOOPBACK_HOSTS = [
  "127.0.0.1",
  "127.8.8.8",
  "localhost",
  "LOCALHOST",
  "127.1",
  "0x7f.1",
  "::1",
  "::ffff:127.0.0.1",
];

const FOREIGN_HOSTS = [
  "evil.example",
  "evil.example:3000",
  "localhost.evil.example",
  "127.0.0.1.evil.example:3000",
  "packshot.example.com.evil.example",
  "packshot.example.com:8443",
  "localhost:3000:3000",
  "user@localhost:3000",
  "localhost.",
  "0.0.0.0:3000",
  "2130706433",
  "[::1]evil.example",
  "",
];
const FOREIGN_ORIGINS = [
  "https://evil.example",
  "null",
  "http://localhost:4000",
  "http://localhost:3000.evil.example",
  "http://127.0.0.1:3000",
  "http://packshot.example.com",
  "file://",
  "",
];
const METHODS = ["GET", "HEAD", "POST", "multipart", "upgrade"];

/** The request of one cell, sent as it is. */
function send(port: number, method: string, headers: Record<string, string>): Promise<string> {
  const verb = { multipart: "POST", upgrade: "GET" }[method] ?? method;
  const type = method === "multipart" ? "multipart/form-data; boundary=x" : "application/json";
  const more: Record<string, string> =
    method === "upgrade"
      ? { Connection: "Upgrade", Upgrade: "websocket" }
      : { Connection: "close", ...(verb === "POST" ? { "Content-Type": type, "Content-Length": "2" } : {}) };
  const all = Object.entries({ ...headers, ...more }).map(([name, value]) => `${name}: ${value}`);
  return sendRaw(port, [`${verb} /api/jobs HTTP/1.1`, ...all], verb === "POST" ? "{}" : "");
}

function cells(): { method: string; headers: Record<string, string> }[] {
  const isRead = (method: string) => method === "GET" || method === "HEAD";
  const named = (origin: string | null): Record<string, string> => (origin === null ? {} : { Origin: origin });
  const strangers = FOREIGN_HOSTS.flatMap((Host) =>
    [null, APP_URL, ...FOREIGN_ORIGINS].map((origin) => ({ Host, ...named(origin) })),
  );
  // A browser says at a read, too, that another site's page asks; without that it is one that nobody can read.
  const pages = FOREIGN_ORIGINS.map((Origin) => ({ Host: "localhost:3000", Origin }));
  return METHODS.flatMap((method) => [
    ...strangers.map((headers) => ({ method, headers })),
    ...pages.map((headers) => ({
      method,
      headers: { ...headers, ...(isRead(method) ? { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors" } : {}) },
    })),
    { method, headers: { Host: "localhost:3000", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" } },
    { method, headers: { Host: "localhost:3000", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors" } },
  ]);
}

test.each([...LOOPBACK_HOSTS.map((HOST) => ({ HOST })), ...OPEN_HOSTS])(
  "lets no foreign host and no page of another origin in with %o",
  async (settings) => {
    const door = await openCounted(settings);
    const letIn: string[] = [];
    for (const { method, headers } of cells()) {
      const before = door.entered();
      const status = statusOf(await send(door.port, method, headers));
      const isRefused = method === "upgrade" ? status === 0 : status === 403;
      if (!isRefused || door.entered() !== before) letIn.push(`${method} ${JSON.stringify(headers)} -> ${status}`);
    }
    expect(letIn).toEqual([]);
    expect(cells()).toHaveLength(5 * (13 * 10 + 8 + 2));
    // The same requests of the app's own pages come in, or nothing above would mean anything.
    for (const method of METHODS) {
      const own = { Host: "localhost:3000", Origin: "http://localhost:3000", "Sec-Fetch-Site": "same-origin" };
      expect(await send(door.port, method, own)).toMatch(/^HTTP\/1\.1 (?:200|101)/);
    }
    expect(door.entered()).toBe(METHODS.length);
  },
);

test("takes a request for what it says it is, once", async () => {
  const door = await openCounted({ HOST: "127.0.0.1" });
  const head = ["Host: localhost:3000", "Connection: close"];
  const send = async (...lines: string[]) => statusOf(await sendRaw(door.port, lines));
  expect(await send("GET / HTTP/1.1", ...head, "Host: evil.example")).toBe(400);
  expect(await send("GET http://evil.example/ HTTP/1.1", ...head)).toBe(400);
  expect(await send("OPTIONS * HTTP/1.1", ...head)).toBe(400);
  expect(await send("TRACE / HTTP/1.1", ...head)).toBe(405);
  expect(await send("PROPFIND / HTTP/1.1", ...head)).toBe(405);
  for (const path of ["/api/products/%zz", "/products/%ff", "/api/files/%E0%A4%A", "/%"])
    expect(await send(`GET ${path} HTTP/1.1`, ...head)).toBe(400);
  for (const path of ["/products/a%00", "/api/products/%00", "/_next/static/%00.js"])
    expect(await send(`GET ${path} HTTP/1.1`, ...head)).toBe(404);
  expect(door.entered()).toBe(0);
  expect(await send("GET /?q=%zz HTTP/1.1", ...head)).toBe(200);
});

test("listens elsewhere only where people sign in, here or at a proxy", async () => {
  const listen = (settings: Record<string, string>) => listenAddress(parseEnv(settings));
  for (const HOST of LOOPBACK_HOSTS) await expect(listen({ HOST })).resolves.toBeTypeOf("string");
  for (const settings of OPEN_HOSTS) {
    const { HOST } = settings;
    const unguarded: Record<string, string>[] = [{ HOST }, { HOST, APP_URL }, { HOST, APP_URL, TRUST_PROXY: "0" }];
    for (const open of unguarded) {
      await expect(listen(open)).rejects.toThrow(EnvError);
      await expect(listen(open)).rejects.toThrow(/^HOST holds .+ AUTH=accounts, AUTH_SECRET and APP_URL/);
    }
    await expect(listen(settings)).resolves.toBeTypeOf("string");
    await expect(listen({ HOST, APP_URL, TRUST_PROXY: "1" })).resolves.toBeTypeOf("string");
  }
  await expect(listen({ ...ACCOUNTS, HOST: "no-such-name.invalid", APP_URL })).rejects.toThrow(EnvError);
});

const refused = async (method: string, headers: Record<string, string>, settings: Record<string, string>, path = "/") =>
  refusal({ method, path, headers: new Headers(headers) }, await rulesFor(settings)) !== null;

test("asks no script for an origin on this machine, and every script elsewhere", async () => {
  const host = "localhost:3000";
  expect(await refused("POST", { host }, { HOST: "127.1" })).toBe(false);
  const proxied = { HOST: "0.0.0.0", APP_URL, TRUST_PROXY: "1" };
  // With accounts a cookie may come along on this machine too.
  for (const settings of [proxied, { HOST: "0.0.0.0", APP_URL, ...ACCOUNTS }, { APP_URL, ...ACCOUNTS }]) {
    expect(await refused("POST", { host }, settings)).toBe(true);
    expect(await refused("POST", { host, origin: APP_URL }, settings)).toBe(false);
    expect(await refused("POST", { host, "sec-fetch-site": "same-origin" }, settings)).toBe(false);
    expect(await refused("POST", { host, origin: "https://evil.example" }, settings)).toBe(true);
  }
  for (const site of ["none", "same-site", "cross-site"])
    expect(await refused("POST", { host, "sec-fetch-site": site }, {})).toBe(true);
});

test("lets a foreign page link to the app, and neither embed nor load what it serves", async () => {
  const from = (site: string, mode: string, dest: string) => ({
    host: "localhost:3000",
    "sec-fetch-site": site,
    "sec-fetch-mode": mode,
    "sec-fetch-dest": dest,
  });
  const paths = ["/export", "/metrics", "/api/health", "/api/export/images.zip", "/api/files/source-images/a"];
  for (const path of paths) {
    for (const site of ["cross-site", "same-site"]) {
      expect(await refused("GET", from(site, "navigate", "document"), {}, path)).toBe(false);
      expect(await refused("GET", from(site, "navigate", "iframe"), {}, path)).toBe(true);
      expect(await refused("GET", from(site, "no-cors", "image"), {}, path)).toBe(true);
      expect(await refused("HEAD", from(site, "cors", "empty"), {}, path)).toBe(true);
      expect(await refused("OPTIONS", from(site, "cors", "empty"), {}, path)).toBe(true);
    }
    for (const site of ["same-origin", "none"])
      expect(await refused("GET", from(site, "no-cors", "image"), {}, path)).toBe(false);
  }
});

test("answers monitoring under any host name, and nothing else", async () => {
  const host = "10.0.0.7:3000";
  for (const path of ["/api/health", "/api/health/live", "/metrics"])
    expect(await refused("GET", { host }, {}, path)).toBe(false);
  for (const path of ["/", "/api/healthy", "/api/health/", "/metrics/x", "/api/jobs", "//api/health"])
    expect(await refused("GET", { host }, {}, path)).toBe(true);
});

test("works behind a proxy on this machine with APP_URL and TRUST_PROXY, and not behind one that nobody named", async () => {
  const own = { Host: "127.0.0.1:3000", Origin: APP_URL, "Sec-Fetch-Site": "same-origin" };
  const outside = { Host: "packshot.example.com", Origin: APP_URL };
  const forwarded: Record<string, string>[] = [
    { "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Host": "packshot.example.com", "X-Forwarded-Proto": "https" },
    { Forwarded: 'for=192.0.2.7;host="packshot.example.com";proto=https' },
    { Via: "1.1 proxy" },
  ];
  const status = async (settings: Record<string, string>, method: string, headers: Record<string, string>) =>
    statusOf(await send((await openCounted(settings)).port, method, headers));
  const proxied = { HOST: "127.0.0.1", APP_URL, TRUST_PROXY: "1" };
  for (const more of forwarded) {
    for (const method of ["GET", "POST", "multipart"]) {
      expect(await status(proxied, method, { ...own, ...more })).toBe(200);
      expect(await status(proxied, method, { ...outside, ...more })).toBe(200);
      expect(await status({ HOST: "127.0.0.1", APP_URL }, method, { ...own, ...more })).toBe(403);
      expect(await status({ HOST: "127.0.0.1" }, method, { Host: "127.0.0.1:3000", ...more })).toBe(403);
    }
  }
  // A name that somebody pointed at the proxy is as foreign as one that is pointed at the app.
  const rebound: Record<string, string>[] = [
    { "X-Forwarded-Host": "evil.example" },
    { Forwarded: "for=192.0.2.7;host=evil.example" },
  ];
  for (const more of rebound) expect(await status(proxied, "GET", { ...own, ...more })).toBe(403);
  // Without forwarded headers, as some proxies send it, APP_URL is enough.
  expect(await status({ HOST: "127.0.0.1", APP_URL }, "POST", own)).toBe(200);
  expect(await status({ HOST: "127.0.0.1", APP_URL }, "GET", outside)).toBe(200);
  expect(await status({ HOST: "127.0.0.1" }, "POST", own)).toBe(403);
});
