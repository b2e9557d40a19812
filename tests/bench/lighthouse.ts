// Lighthouse's performance of the dashboard, /bulk-generate and /review next to an empty page of the same Next, in turns; then
// the longest task in Chromium (CHROME_PATH, else /usr/bin/chromium), not slowed down, while a demo job runs, on the job's page
// and on the dashboard. The app is in demo mode with its sample catalog and 12 finished images, on the embedded database.
// Prints tables and a JSON line, and exits with 1 where a page is more than 10 points below the empty one, its largest paint on
// the phone comes after 2.5 s, or a task takes over 100 ms. Needs npm's registry at its first run. LIGHTHOUSE_RUNS: 5.
import { type Browser, chromium } from "@playwright/test";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import { endedJob, fetchJson, startJobOfAll } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { CHROMIUM } from "#tests/support/chromium.ts";
import { startEmptyPage } from "#tests/support/empty-page.ts";
import { type Device, type Figures, visit } from "#tests/support/lighthouse.ts";
import { median } from "#tests/support/measure.ts";

const RUNS = Number(process.env.LIGHTHOUSE_RUNS ?? 5);
const IMAGES = 12;
const VARIANT = "MAIN";
const MAX_POINTS_BELOW = 10;
const MAX_LARGEST_PAINT_MS = 2_500;
const MAX_TASK_MS = 100;
const EMPTY = "empty page";

async function finishJob(url: string): Promise<void> {
  const [{ products }, { imageTypes }] = await Promise.all([
    fetchJson(productsSchema, `${url}/api/products?limit=${IMAGES}&variant=${VARIANT}`),
    fetchJson(imageTypesSchema, `${url}/api/image-types`),
  ]);
  const productIds = products.map(({ id }) => id);
  const { jobId } = await fetchJson(bulkGenerateResponseSchema, `${url}/api/images/bulk-generate-by-variant`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ productIds, variant: VARIANT, imageTypeId: imageTypes[0]?.id }),
  });
  const { completedImages } = await endedJob(url, jobId);
  if (completedImages !== IMAGES) throw new Error(`${completedImages} of ${IMAGES} images were made.`);
}

type Row = { device: Device; page: string } & Figures;

function middleOf(visits: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => median(visits.map((each) => each[name]));
  const [paintMs, largestPaintMs, blockedMs] = [of("paintMs"), of("largestPaintMs"), of("blockedMs")];
  return { score: of("score"), paintMs, largestPaintMs, blockedMs };
}

async function compare(pages: Record<string, string>, device: Device): Promise<Row[]> {
  const visits = Object.entries(pages).map(([page, url]) => ({ page, url, figures: [] as Figures[] }));
  for (let run = 0; run < RUNS; run += 1) for (const { url, figures } of visits) figures.push(await visit(url, device));
  return visits.map(({ page, figures }) => ({ device, page, ...middleOf(figures) }));
}

type Watched = Window & { longestTask: number };

/** Runs in the page. */
function watchTasks(): void {
  const page = window as unknown as Watched;
  page.longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) page.longestTask = Math.max(page.longestTask, duration);
  }).observe({ type: "longtask" });
}

/** Of both pages while the job runs: not of their opening, most of which is every page's own scripts. */
async function longestTasks(browser: Browser, url: string): Promise<Record<string, number>> {
  const jobId = await startJobOfAll(url);
  const names = { job: `/jobs/${jobId}`, dashboard: "/dashboard" };
  const pages = await Promise.all(
    Object.entries(names).map(async ([name, path]) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(url + path, { waitUntil: "networkidle" });
      await page.evaluate(watchTasks);
      return { name, page };
    }),
  );
  const { completedImages } = await endedJob(url, jobId);
  const longest = pages.map(async ({ name, page }) => {
    await page.getByText(`${completedImages} made`).first().waitFor();
    return [name, await page.evaluate(() => Math.round((window as unknown as Watched).longestTask))] as const;
  });
  return Object.fromEntries(await Promise.all(longest));
}

function complaints(rows: readonly Row[], tasks: Record<string, number>): string[] {
  const slow = rows.flatMap(({ device, page, score, largestPaintMs }) => {
    const reference = rows.find((row) => row.device === device && row.page === EMPTY)?.score ?? 100;
    return [
      score < reference - MAX_POINTS_BELOW && `${page} has ${score} points on ${device}, the empty page ${reference}.`,
      device === "mobile" &&
        largestPaintMs > MAX_LARGEST_PAINT_MS &&
        `The largest paint of ${page} on ${device} comes after ${largestPaintMs} ms.`,
    ];
  });
  const long = Object.entries(tasks).map(
    ([page, ms]) => ms > MAX_TASK_MS && `A task of the ${page} page took ${ms} ms while a job ran.`,
  );
  return [...slow, ...long].filter((line) => line !== false);
}

const [app, empty] = [await spawnApp({ SAMPLE_CATALOG: "on" }), await startEmptyPage()];
const browser = await chromium.launch(CHROMIUM);
try {
  await finishJob(app.url);
  const paths = ["/dashboard", "/bulk-generate", "/review"];
  const pages = { [EMPTY]: empty.url, ...Object.fromEntries(paths.map((path) => [path, app.url + path])) };
  const rows = [...(await compare(pages, "desktop")), ...(await compare(pages, "mobile"))];
  console.table(rows);
  const tasks = await longestTasks(browser, app.url);
  console.table([tasks]);
  console.log(JSON.stringify({ images: IMAGES, runs: RUNS, rows, tasks }));
  const broken = complaints(rows, tasks);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  app.child.kill("SIGTERM");
  empty.child.kill("SIGTERM");
  empty.remove();
}
