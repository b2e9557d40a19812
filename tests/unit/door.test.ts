import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { accessRules } from "#lib/http/access.ts";
import { openDoor } from "#lib/http/door.ts";
import { listening, sendRaw, statusOf } from "#tests/support/raw-http.ts";

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Handler = Parameters<typeof openDoor>[0];

async function open(handler: Handler, APP_URL?: string, bodyMs?: number): Promise<string> {
  const rules = accessRules({ HOST: "127.0.0.1", APP_URL, TRUST_PROXY: 0, AUTH: "local" });
  const server = openDoor(handler, { rules, ...(bodyMs === undefined ? {} : { bodyMs }) });
  closing.push(() => server.close());
  return `http://127.0.0.1:${await listening(server)}`;
}

const EVERYWHERE = {
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
};

test("sends every answer, a refusal too, with the headers that keep other pages out", async () => {
  const app = await open((request, response) => {
    if (request.url === "/api/jobs") response.setHeader("content-type", "application/json").end("{}");
    else if (request.url === "/_next/static/a.js") response.writeHead(200, { "content-type": "text/javascript" }).end();
    else if (request.url === "/gone") response.writeHead(404, "Gone", { "content-type": "text/html" }).end();
    else response.setHeader("content-type", "text/html; charset=utf-8").end("<p>");
  });
  const paths = ["/", "/gone", "/api/jobs", "/_next/static/a.js", "/api/products/%zz", "/api/products/%00"];
  for (const path of paths) {
    const { headers } = await fetch(app + path);
    expect(Object.fromEntries(headers), path).toMatchObject(EVERYWHERE);
    expect(headers.has("strict-transport-security")).toBe(false);
  }
});

test("gives a page a policy with a nonce of its own, which Next finds in the request, and lets no caller choose it", async () => {
  const seen: unknown[] = [];
  const app = await open((request, response) => {
    seen.push(request.headers["content-security-policy"], request.headers["x-nonce"]);
    response.setHeader("content-type", "text/html").end();
  });
  const sent = {
    "content-security-policy": "script-src 'nonce-mine'",
    "x-nonce": "mine",
    "x-middleware-prefetch": "1",
  };
  const policies = [await fetch(app, { headers: sent }), await fetch(app, { headers: sent })].map(
    ({ headers }) => headers.get("content-security-policy") ?? "",
  );
  const nonces = policies.map(
    (policy) => /script-src 'self' 'nonce-([\w+/=]{24})' 'strict-dynamic';/.exec(policy)?.[1],
  );
  expect(new Set(nonces).size).toBe(2);
  expect(seen).toEqual([policies[0], nonces[0], policies[1], nonces[1]]);
  expect(policies.join()).not.toMatch(/mine|unsafe-eval|script-src[^;]*unsafe-inline/);
});

test("keeps a policy that an answer has of its own, and gives data the narrowest", async () => {
  const own = "default-src 'none'; sandbox";
  const app = await open((request, response) => {
    if (request.url === "/api/files/a") response.setHeader("content-security-policy", own);
    response.setHeader("content-type", "text/plain").end();
  });
  const policy = async (path: string) => (await fetch(app + path)).headers.get("content-security-policy");
  expect(await policy("/api/files/a")).toBe(own);
  expect(await policy("/api/jobs")).toBe("default-src 'none'; frame-ancestors 'none'");
});

test("has browsers stay with https where APP_URL says so", async () => {
  const app = await open((_request, response) => void response.end(), "https://packshot.example.com");
  expect((await fetch(app)).headers.get("strict-transport-security")).toBe("max-age=31536000");
});

test("hands on no header that makes Next answer without a handler", async () => {
  const app = await open((request, response) => void response.end(JSON.stringify(request.headers)));
  const headers = { "x-middleware-prefetch": "1" };
  expect(await (await fetch(`${app}/api/jobs`, { headers })).json()).not.toHaveProperty("x-middleware-prefetch");
});

test("closes a connection that wants to become something else", async () => {
  const app = await open((_request, response) => void response.end());
  const lines = ["GET /anything HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket"];
  expect(await sendRaw(Number(new URL(app).port), lines)).toBe("");
});

test("ends a request whose body does not come, and leaves a form to who receives it", async () => {
  let closed = 0;
  const app = await open(
    (request, response) =>
      void request
        .once("close", () => (closed += 1))
        .resume()
        .once("end", () => response.end()),
    undefined,
    20,
  );
  const port = Number(new URL(app).port);
  const head = ["POST /api/jobs HTTP/1.1", "Host: localhost", "Content-Length: 10", "Connection: close"];
  expect(statusOf(await sendRaw(port, [...head, "Content-Type: application/json"], "{"))).toBe(0);
  expect(closed).toBe(1);
  const form = sendRaw(port, [...head, "Content-Type: multipart/form-data; boundary=x"], "0123456789");
  expect(statusOf(await form)).toBe(200);
});

test("waits longer for a request than Node does by itself, and not for ever for its headers", () => {
  const rules = accessRules({ HOST: "127.0.0.1", APP_URL: undefined, TRUST_PROXY: 0, AUTH: "local" });
  const { requestTimeout, headersTimeout } = openDoor(() => {}, { rules });
  expect([requestTimeout, headersTimeout]).toEqual([0, 60_000]);
  expect(createServer().requestTimeout).toBeGreaterThan(0);
});

test("is opened by plain Node, before there is a bundle", () => {
  const load = 'const { openDoor } = await import("#lib/http/door.ts"); process.stdout.write(typeof openDoor);';
  expect(execFileSync(process.execPath, ["--input-type=module", "-e", load], { encoding: "utf8" })).toBe("function");
});
