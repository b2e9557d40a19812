// What pages read of a large database, asked of the functions behind them: BENCH_IMAGES images (1,000,000), of 1,000 in a job, for a
// tenth as many products, in a scratch database of the PostgreSQL in TEST_DATABASE_URL. Prints a table and a JSON line: the
// first run, the median and the worst of five. Exits with 1 where a median takes over its limit.
import { fillImages } from "#tests/support/big-database.ts";
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const IMAGES = Number(process.env.BENCH_IMAGES ?? 1_000_000);
const RUNS = 5;
const MAX_MS = 300;
const MAX_EXPORT_MS = 400;
/** Products of a page, of ten images each: as many as the page asks for first. */
const FIRST_PRODUCTS = "20";

type Read = { name: string; read: () => Promise<unknown>; maxMs?: number };

const database = await createScratchDatabase();
process.env.DATABASE_URL = database.url;

const { migrate } = await import("#lib/db/migrate.ts");
const { db } = await import("#lib/db/client.ts");
const { countPlans } = await import("#lib/db/images/export-counts.ts");
const { listReviewProducts } = await import("#lib/db/images/review-products.ts");
const { findReviewVariants, listReviewImages, summarizeReview } = await import("#lib/db/images/review-list.ts");
const { listJobs } = await import("#lib/db/jobs/read.ts");
const { countProducts, findTurnablePage } = await import("#lib/db/products/list.ts");
const { countProductsByVariant, findCategories } = await import("#lib/db/products/read.ts");
const { findTotals } = await import("#lib/db/totals.ts");
const { productsQuerySchema } = await import("#lib/schemas/product.ts");
const { reviewProductsQuerySchema, reviewQuerySchema } = await import("#lib/schemas/review.ts");

function reviewReads(jobId: string): Read[] {
  const filters: [string, Record<string, string>][] = [
    ["", {}],
    ["a job", { jobId }],
    ["a variant", { variant: "PT01" }],
    ["not reviewed", { decision: "none" }],
    ["approved", { decision: "approve" }],
    ["a job's approved", { jobId, decision: "approve" }],
    ["rejected", { decision: "reject" }],
    ["failing", { verdict: "fail" }],
    ["a check", { check: "background" }],
    ["a check that none fails", { check: "text" }],
    ["a variant's failing", { variant: "PT01", verdict: "fail" }],
  ];
  return filters.flatMap(([name, params]) => {
    const query = reviewQuerySchema.parse(params);
    const { cursor: _cursor, limit: _limit, ...filter } = query;
    return [
      { name: `review page, ${name}`, read: () => listReviewImages(query) },
      {
        name: `review by product, ${name}`,
        read: () => listReviewProducts(reviewProductsQuerySchema.parse({ ...params, limit: FIRST_PRODUCTS })),
      },
      { name: `review summary, ${name}`, read: () => summarizeReview(filter) },
    ];
  });
}

const PREVIEW = { includeFailing: false };

const reads = (jobId: string): Read[] => [
  ...reviewReads(jobId),
  { name: "review variants", read: () => findReviewVariants() },
  { name: "variants-summary", read: () => countProductsByVariant() },
  { name: "dashboard: products", read: () => findTurnablePage(productsQuerySchema.parse({})) },
  { name: "dashboard: their number", read: () => countProducts() },
  { name: "dashboard: totals", read: findTotals },
  { name: "dashboard: categories", read: findCategories },
  { name: "dashboard: jobs", read: () => listJobs({ limit: 5 }) },
  { name: "export preview", read: () => countPlans(PREVIEW, 20), maxMs: MAX_EXPORT_MS },
  { name: "export preview, a job", read: () => countPlans({ ...PREVIEW, jobId }, 20), maxMs: MAX_EXPORT_MS },
];

try {
  await migrate();
  const filledS = Math.round((await timed(() => fillImages(database.client, IMAGES))) / 1_000);
  const rows = [];
  for (const { name, read, maxMs = MAX_MS } of reads("job-7")) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) times.push(Math.round(await timed(read)));
    rows.push({ name, firstMs: times[0] ?? 0, medianMs: median(times), worstMs: Math.max(...times), maxMs });
  }
  console.table(rows);
  console.log(JSON.stringify({ images: IMAGES, filledS, rows }));
  const slow = rows.filter(({ medianMs, maxMs }) => medianMs > maxMs);
  for (const { name, medianMs, maxMs } of slow) console.error(`${name}: ${medianMs} ms, more than ${maxMs}.`);
  if (slow.length > 0) process.exitCode = 1;
} finally {
  await db.$disconnect();
  if (process.env.BENCH_KEEP) console.log(`Kept: ${database.url}`);
  else await database.drop();
}
