import { gzipSync } from "node:zlib";
import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "#tests/e2e/fixtures.ts";

/** kB (1,000 bytes, gzip) of JavaScript that the HTML of a page asks for. Next and React alone are 135 kB. */
const BUDGETS: Record<string, number> = {
  "/dashboard": 187,
  "/products/{product}": 195,
  "/products/new": 175,
  "/bulk-generate": 189,
  "/bulk-generate?job={job}": 189,
  "/jobs": 175,
  "/jobs/{job}": 188,
  "/review": 190,
  "/review?view=products": 190,
  "/export": 175,
  "/shot-lists": 170,
  "/shot-lists/new": 175,
  "/shot-lists/{shotList}": 175,
  "/looks": 170,
  "/looks/new": 175,
  "/looks/{look}": 175,
  "/templates": 170,
  "/templates/new": 170,
  "/templates/{template}": 170,
  "/costs": 165,
  "/image-types": 170,
  "/import": 187,
  "/settings": 175,
  "/no-such-page": 160,
};

async function ids(request: APIRequestContext): Promise<Record<string, string>> {
  const read = async (path: string) => (await request.get(path)).json();
  const [{ products }, { templates }, { imageTypes }, { shotLists }] = await Promise.all(
    ["/api/products?limit=1", "/api/templates", "/api/image-types", "/api/shot-lists"].map(read),
  );
  const [product] = products;
  const data = { productIds: [product.id], variant: product.variants[0], imageTypeId: imageTypes[0].id };
  const look = await request.post("/api/looks", { data: { name: "First load" } });
  const started = await request.post("/api/images/bulk-generate-by-variant", { data });
  return {
    product: product.id,
    template: templates[0].id,
    shotList: shotLists[0].id,
    look: (await look.json()).id,
    job: (await started.json()).jobId,
  };
}

/** What the browser fetches: scripts and what is preloaded for them, without the polyfills of old browsers. */
function scriptsOf(html: string): string[] {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  const loaded = tags.filter(
    (tag) => !/\bnomodule\b/i.test(tag) && (tag.startsWith("<script") || /as="script"/.test(tag)),
  );
  return [...new Set(loaded.flatMap((tag) => /(?:src|href)="([^"]+\.js[^"]*)"/.exec(tag)?.[1] ?? []))];
}

test("no page loads more JavaScript than its budget", async ({ request }) => {
  const known = await ids(request);
  const sizes = new Map<string, number>();
  const rows: { page: string; files: number; kB: number; budget: number }[] = [];
  for (const [page, budget] of Object.entries(BUDGETS)) {
    const path = page.replace(/\{(\w+)\}/, (_, name: string) => known[name] ?? name);
    const scripts = scriptsOf(await (await request.get(path)).text());
    for (const script of scripts)
      if (!sizes.has(script))
        sizes.set(script, gzipSync(await (await request.get(script)).body(), { level: 6 }).length);
    const bytes = scripts.reduce((sum, script) => sum + (sizes.get(script) ?? 0), 0);
    rows.push({ page, files: scripts.length, kB: Math.round(bytes / 100) / 10, budget });
  }
  console.table(rows);
  expect(rows.filter(({ files }) => files === 0)).toEqual([]);
  expect(rows.filter(({ kB, budget }) => kB > budget)).toEqual([]);
});
