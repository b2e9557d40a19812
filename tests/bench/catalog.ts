// The lists at 100,000 products, 700,000 source images and 300,000 generated images, on a scratch database of the PostgreSQL
// in TEST_DATABASE_URL: each request to the built app beside the fastest SQL that answers the same question, run in turns.
// Prints a table and JSON lines, and exits with 1 where a route takes more than twice its SQL and 5 ms, or grows more than
// twofold from 10,000 products, or where the SQL of variants-summary is no index-only scan.
import type { Pool } from "pg";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { addFinishedJobs, fillCatalog, RARE_WORD } from "#tests/support/big-catalog.ts";
import { timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const SMALL = 10_000;
const LARGE = 100_000;
const RUNS = 40;

const database = await createScratchDatabase();
process.env.DATABASE_URL = database.url;

const { migrate } = await import("#lib/db/migrate.ts");
const { db } = await import("#lib/db/client.ts");

type Question = { name: string; ask: () => Promise<Response>; sql: string; values: unknown[]; grows?: boolean };

const PAGE = `
  SELECT p.id, p.asin, p.sku, p.title, p.category, p."createdAt", t."generatedCount", t."lastGeneratedAt", s.variants
  FROM (SELECT * FROM "Product" WHERE "searchText" LIKE $1 ORDER BY "createdAt" DESC, id DESC LIMIT 51) p JOIN "ProductStats" t ON t."productId" = p.id
  CROSS JOIN LATERAL (
    SELECT array_agg(variant || ' ' || "storageKey") AS variants FROM "SourceImage" WHERE "productId" = p.id) s
  ORDER BY p."createdAt" DESC, p.id DESC`;
const FIRST_PAGE = PAGE.replace('WHERE "searchText" LIKE $1 ', "").replace(
  "p.id, p.asin",
  '(SELECT count(*) FROM "Product"), p.id, p.asin',
);
const SEARCH = PAGE.replace(
  "p.id, p.asin",
  '(SELECT count(*) FROM "Product" WHERE "searchText" LIKE $1), p.id, p.asin',
);
const SEARCH_ON = PAGE.replace("LIKE $1", 'LIKE $1 AND ("createdAt", id) < ($2::timestamptz, $3)').replace(
  "LIMIT 51",
  "LIMIT 21",
);
const SUMMARY = `
  SELECT variant, count(*) FROM (SELECT variant FROM "SourceImage" GROUP BY variant, "productId") owner GROUP BY variant`;
const anyWithout = (column: string) => `
  EXISTS (SELECT FROM "Product" p WHERE ${column} IS NULL
    AND EXISTS (SELECT FROM "SourceImage" s WHERE s."productId" = p.id AND s.variant = 'PT01'))`;
const ALL_MATCHING = `
  SELECT (SELECT count(*) FROM "Product"),
    (SELECT count(*) FROM (SELECT DISTINCT "productId" FROM "SourceImage" WHERE variant = 'PT01') owner),
    ${["asin", "sku", "category"].map(anyWithout).join()}`;
const WITH_VARIANT = FIRST_PAGE.replace(
  '(SELECT count(*) FROM "Product")',
  `(SELECT count(*) FROM (SELECT DISTINCT "productId" FROM "SourceImage" WHERE variant = 'PT06') owner)`,
).replace(
  '(SELECT * FROM "Product"',
  `(SELECT * FROM "Product" WHERE EXISTS (SELECT FROM "SourceImage" WHERE "productId" = "Product".id AND variant = 'PT06')`,
);

type FirstPage = { nextCursor: string; products: { id: string; createdAt: string }[] };

async function firstPage(app: string, query: string): Promise<FirstPage> {
  return (await (await fetch(`${app}/api/products?${query}`)).json()) as FirstPage;
}

async function questions({ url: app }: AppProcess, imageTypeId: string): Promise<Question[]> {
  const body = JSON.stringify({ selection: {}, variant: "PT01", imageTypeId });
  const headers = { "content-type": "application/json" };
  const search = `%${RARE_WORD}%`;
  const searchOn = `limit=20&search=${RARE_WORD}`;
  const get = (query: string) => fetch(`${app}/api/products?${query}`);
  const [all, found] = [await firstPage(app, "limit=50"), await firstPage(app, searchOn)];
  const last = found.products.at(-1);
  return [
    { name: "first page", ask: () => get("limit=50"), sql: FIRST_PAGE, values: [] },
    { name: "first page, has PT06", ask: () => get("limit=50&variant=PT06"), sql: WITH_VARIANT, values: [] },
    { name: "search, 50 of them", ask: () => get(`limit=50&search=${RARE_WORD}`), sql: SEARCH, values: [search] },
    { name: "variants-summary", ask: () => fetch(`${app}/api/products/variants-summary`), sql: SUMMARY, values: [] },
    {
      name: "preview of all matching",
      ask: () => fetch(`${app}/api/images/bulk-generate-by-variant/preview`, { method: "POST", headers, body }),
      sql: ALL_MATCHING,
      values: [],
    },
    {
      name: "next page",
      ask: () => get(`limit=50&cursor=${all.nextCursor}`),
      sql: PAGE.replace('"searchText" LIKE $1', `"createdAt" < now() - interval '50 seconds'`),
      values: [],
      grows: true,
    },
    {
      name: "search, next page",
      ask: () => get(`${searchOn}&cursor=${found.nextCursor}`),
      sql: SEARCH_ON,
      values: [search, last?.createdAt, last?.id],
      grows: true,
    },
  ];
}

const quantile = (times: number[], q: number) => times.toSorted((a, b) => a - b)[Math.floor(times.length * q)] ?? 0;

async function measure(client: Pool, { ask, sql, values }: Question) {
  const route: number[] = [];
  const bare: number[] = [];
  for (let run = -3; run < RUNS; run += 1) {
    const asked = await timed(async () => {
      const response = await ask();
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      await response.text();
    });
    const queried = await timed(() => client.query(sql, values));
    if (run >= 0) {
      route.push(asked);
      bare.push(queried);
    }
  }
  const ms = (value: number) => Math.round(value * 10) / 10;
  return {
    routeMs: ms(quantile(route, 0.5)),
    routeP95: ms(quantile(route, 0.95)),
    sqlMs: ms(quantile(bare, 0.5)),
    sqlP95: ms(quantile(bare, 0.95)),
  };
}

async function explain(client: Pool, { name, sql, values }: Question): Promise<string> {
  const { rows } = await client.query(`EXPLAIN ${sql}`, values);
  const plan = rows.map((line) => `  ${line["QUERY PLAN"]}`).join("\n");
  console.error(`\n${name}\n${plan}`);
  return plan;
}

async function measureAll(app: AppProcess, client: Pool, products: number, imageTypeId: string) {
  const rows = [];
  for (const question of await questions(app, imageTypeId)) {
    const figures = await measure(client, question);
    const plan = products === LARGE ? await explain(client, question) : "";
    rows.push({ name: question.name, products, grows: question.grows ?? false, plan, ...figures });
    console.log(JSON.stringify({ ...rows.at(-1), plan: undefined }));
  }
  return rows;
}

const { client } = database;
await migrate();
const app = await spawnApp({ DATABASE_URL: database.url, WORKER: "off" });
try {
  const { rows: types } = await client.query<{ id: string }>(`SELECT id FROM "ImageType" LIMIT 1`);
  const id = types[0]?.id ?? "";
  await fillCatalog(client, 1, SMALL);
  const small = await measureAll(app, client, SMALL, id);
  await fillCatalog(client, SMALL + 1, LARGE);
  await addFinishedJobs(client, 3);
  const large = await measureAll(app, client, LARGE, id);
  console.table(large.map(({ plan: _, ...figures }) => figures));
  const slow = large.filter(({ routeMs, sqlMs }) => routeMs > 2 * sqlMs + 5);
  const grown = large.filter(({ grows, routeMs }, index) => grows && routeMs > 2 * (small[index]?.routeMs ?? 0));
  for (const { name } of slow) console.error(`${name}: more than twice its SQL and 5 ms`);
  for (const { name } of grown) console.error(`${name}: grows more than twofold`);
  const summary = large.find(({ name }) => name === "variants-summary")?.plan ?? "";
  const isLean = summary.includes("Index Only Scan") && !summary.includes("Seq Scan");
  if (!isLean) console.error("variants-summary: its SQL is no index-only scan");
  if (slow.length + grown.length > 0 || !isLean) process.exitCode = 1;
} finally {
  app.child.kill("SIGTERM");
  await db.$disconnect();
  await database.drop();
}
