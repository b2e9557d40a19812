import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "@playwright/test";
import { z } from "zod";
import { fetchJson } from "../support/app-client.ts";
import { CHROMIUM } from "../support/chromium.ts";
import { expect, test } from "./fixtures.ts";

/** Another site, whose name leads to this machine, as a rebound name does. */
const EVIL = "evil.example";
const PAGE = "<!doctype html><title>Another site</title><body>";

let browser: Browser;
let site: string;
let app: string;
const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end(PAGE));

test.beforeAll(async ({ baseURL }) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://${EVIL}:${(server.address() as AddressInfo).port}`;
  app = baseURL ?? "";
  browser = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, `--host-resolver-rules=MAP ${EVIL} 127.0.0.1`],
  });
});
test.afterAll(async () => {
  await browser.close();
  server.close();
});

async function visit(url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

const sizeSchema = z.object({ total: z.number() });
const jobsSchema = z.object({ jobs: z.array(z.object({ id: z.string() })) });

/** How many products and jobs there are: what other pages must not change. */
async function counts(): Promise<number[]> {
  const { total } = await fetchJson(sizeSchema, `${app}/api/products?limit=1`);
  const { jobs } = await fetchJson(jobsSchema, `${app}/api/jobs?limit=200`);
  return [total, jobs.length];
}

test("another site can't frame the app", async () => {
  const page = await visit(site);
  for (const path of ["/bulk-generate?variant=MAIN&prompt=A%20prompt%20of%20theirs", "/api/products", "/api/health"]) {
    const answer = page.waitForResponse((response) => response.url() === app + path);
    await page.evaluate(
      (src) => document.body.appendChild(Object.assign(document.createElement("iframe"), { src })),
      app + path,
    );
    expect((await answer).status()).toBe(403);
    await expect.poll(() => page.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
  }
  await expect(page.frameLocator("iframe").first().getByRole("button")).toHaveCount(0);
});

test("another site can neither change nor load anything", async () => {
  const before = await counts();
  const page = await visit(site);
  const outcomes = await page.evaluate(async (to) => {
    const product = JSON.stringify({ title: "Theirs" });
    const form = new FormData();
    form.set("file", new File(["asin,title\nB0EVIL0001,Theirs"], "theirs.csv"));
    const posts: [string, RequestInit][] = [
      ["/api/products", { method: "POST", body: product }],
      ["/api/products/import", { method: "POST", body: form }],
      ["/api/images/bulk-generate-by-variant", { method: "POST", body: "{}" }],
    ];
    const paths = ["/api/export/preview", "/api/export/images.zip", "/metrics", "/api/products", "/export"];
    const reads = paths.map((path): [string, RequestInit] => [path, {}]);
    const send = ([path, init]: [string, RequestInit]) =>
      fetch(to + path, { ...init, mode: "no-cors" }).then(
        () => "an answer",
        () => "nothing",
      );
    return Promise.all([...posts, ...reads].map(send));
  }, app);
  expect(outcomes).toEqual(Array(8).fill("nothing"));
  expect(await counts()).toEqual(before);
});

test("a name that was pointed at this machine finds nothing", async () => {
  const before = await counts();
  const rebound = new URL(app);
  rebound.hostname = EVIL;
  // The refusal has a policy of its own, which a page under that name would not have.
  const page = await browser.newPage({ bypassCSP: true });
  expect((await page.goto(`${rebound.origin}/dashboard`))?.status()).toBe(403);
  const statuses = await page.evaluate(async () => {
    const paths = ["/api/products", "/api/jobs", "/api/export/preview", "/_next/static/x.js"];
    const reads = paths.map((path) => fetch(path));
    const post = { method: "POST", headers: { "content-type": "application/json" }, body: '{"title":"Theirs"}' };
    const answers = await Promise.all([...reads, fetch("/api/products", post)]);
    return answers.map(({ status }) => status);
  });
  expect(statuses).toEqual(Array(5).fill(403));
  expect(await counts()).toEqual(before);
});

test("a link that brings a prompt says so, until it is kept or cleared", async ({ page: own }) => {
  const page = await visit(site);
  const href = `${app}/bulk-generate?variant=MAIN&prompt=A%20prompt%20of%20theirs`;
  await page.evaluate(
    (to) => document.body.appendChild(Object.assign(document.createElement("a"), { href: to, textContent: "Go" })),
    href,
  );
  await page.getByRole("link", { name: "Go" }).click();
  const notice = page.getByText("This prompt came with the link that opened this page.");
  await expect(notice).toBeVisible();
  await expect(page.getByText("“A prompt of theirs”")).toBeVisible();
  await page.reload();
  await expect(notice).toBeVisible();
  await page.getByRole("button", { name: "Clear prompt" }).click();
  await expect(notice).toBeHidden();
  await expect(page).not.toHaveURL(/theirs/);

  await page.goto(href);
  await page.getByRole("button", { name: "Keep prompt" }).click();
  await expect(notice).toBeHidden();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Bulk Generate Images" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Select all/ })).toBeEnabled();
  await expect(notice).toBeHidden();

  // What the seller wrote in this tab is theirs, after a reload too.
  await own.goto("/bulk-generate?variant=MAIN");
  await own
    .getByRole("button", { name: /Prompt/ })
    .first()
    .click();
  await own.getByLabel("Custom prompt").fill("My own prompt");
  await expect(own).toHaveURL(/prompt=My/);
  await own.reload();
  await own
    .getByRole("button", { name: /Prompt/ })
    .first()
    .click();
  await expect(own.getByLabel("Custom prompt")).toHaveValue("My own prompt");
  await expect(own.getByText("This prompt came with the link")).toBeHidden();
});

test("every kind of answer keeps other pages out, and pages run no script without their nonce", async () => {
  const paths = [
    "/dashboard",
    "/no-such-page",
    "/api/products",
    "/api/no-such-route",
    "/api/health",
    "/metrics",
    "/icon.svg",
    "/_next/image?url=%2Ficon.svg&w=64&q=75",
  ];
  for (const path of paths) {
    const { headers } = await fetch(app + path);
    expect(headers.get("x-frame-options"), path).toBe("DENY");
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
    expect(headers.get("cross-origin-opener-policy"), path).toBe("same-origin");
    expect(headers.get("referrer-policy"), path).toBe("same-origin");
    expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
  }
  for (const path of ["/api/products", "/api/health"])
    expect((await fetch(app + path)).headers.get("cache-control")).toBe("no-store");
  expect((await fetch(`${app}/_next/image?url=%2Ficon.svg&w=64&q=75`)).status).toBe(404);
  const listSchema = z.object({ products: z.tuple([z.object({ thumbnailUrl: z.string() })]) });
  const { products } = await fetchJson(listSchema, `${app}/api/products?limit=1`);
  const file = await fetch(app + products[0].thumbnailUrl);
  expect(file.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
  const prefetch = { headers: { "x-middleware-prefetch": "1" } };
  await fetchJson(z.object({ total: z.number() }), `${app}/api/products`, prefetch);

  const page = await visit(`${app}/dashboard`);
  const blocked = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective), {
          once: true,
        });
        document.body.insertAdjacentHTML("beforeend", '<img src="/no-such-picture" onerror="window.ranInline = true">');
      }),
  );
  expect(await blocked).toMatch(/^script-src/);
  expect(await page.evaluate(() => "ranInline" in window)).toBe(false);
});
