// The list of /bulk-generate in Chromium (CHROME_PATH, else /usr/bin/chromium), on scratch databases of the PostgreSQL in
// TEST_DATABASE_URL: the time from navigation to the first row beside 100 and beside 100,000 products, in turns; then, at
// 100,000, all are selected, scrolled through, jumped to the end of and searched. Prints tables and a JSON line, and exits
// with 1 where the large list comes more than 1.5 times as late, a task takes over 200 ms or 300 rows are in the page.
import { type Browser, chromium, type Page } from "@playwright/test";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { fillCatalog, RARE_WORD } from "#tests/support/big-catalog.ts";
import { CHROMIUM } from "#tests/support/chromium.ts";
import { median } from "#tests/support/measure.ts";
import { createScratchDatabase, type ScratchDatabase } from "#tests/support/scratch-database.ts";

const SMALL = 100;
const LARGE = 100_000;
const RUNS = 15;
const MAX_RATIO = 1.5;
const MAX_TASK_MS = 200;
const MAX_ROWS = 300;
const SCROLLS = 40;
const SCROLL_PX = 2_500;
const FRAME_MS = 16;

type Watched = Window & { firstRowAt?: number; longestTask: number; mostRows: number };

/** Runs in the page from its first moment on. */
function watch(): void {
  const page = window as unknown as Watched;
  page.longestTask = 0;
  page.mostRows = 0;
  const look = () => {
    const rows = document.querySelectorAll("li[aria-posinset]");
    if (rows[0]?.getClientRects().length) page.firstRowAt ??= performance.now();
    page.mostRows = Math.max(page.mostRows, rows.length);
    requestAnimationFrame(look);
  };
  look();
}

function watchTasks(): void {
  const page = window as unknown as Watched;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) page.longestTask = Math.max(page.longestTask, duration);
  }).observe({ type: "longtask" });
}

type Catalog = { database: ScratchDatabase; app: AppProcess };

async function startWith(products: number): Promise<Catalog> {
  const database = await createScratchDatabase();
  const app = await spawnApp({ DATABASE_URL: database.url, WORKER: "off" });
  await fillCatalog(database.client, 1, products);
  return { database, app };
}

/** Opens the page as a first visitor does. */
async function open(browser: Browser, { url }: AppProcess): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(watch);
  await page.goto(`${url}/bulk-generate`, { waitUntil: "commit" });
  await page.waitForFunction(() => (window as unknown as Watched).firstRowAt !== undefined);
  return page;
}

async function timeToFirstRow(browser: Browser, app: AppProcess): Promise<number> {
  const page = await open(browser, app);
  const ms = await page.evaluate(() => (window as unknown as Watched).firstRowAt ?? 0);
  await page.close();
  return ms;
}

async function scroll(page: Page, px: number): Promise<void> {
  await page.getByRole("group", { name: "Product list" }).hover();
  for (let turn = 0; turn < SCROLLS; turn += 1) {
    await page.mouse.wheel(0, px);
    await page.waitForTimeout(FRAME_MS);
  }
}

async function clickTime(page: Page, button: string, answer: string): Promise<number> {
  await page.getByRole("button", { name: button }).waitFor();
  return page.evaluate(
    async ([name, wanted]) => {
      const buttons = [...document.querySelectorAll("button")];
      const began = performance.now();
      buttons.find(({ textContent }) => textContent === name)?.click();
      while (![...document.querySelectorAll("[role=status]")].some(({ textContent }) => textContent === wanted))
        await new Promise(requestAnimationFrame);
      return performance.now() - began;
    },
    [button, answer],
  );
}

/** Works through the list as an impatient person does. */
async function workThrough(browser: Browser, app: AppProcess) {
  const page = await open(browser, app);
  await page.waitForLoadState("networkidle");
  await page.evaluate(watchTasks);
  const selectMs = await clickTime(page, "Select all 100,000", "100,000 selected");
  await scroll(page, SCROLL_PX);
  await page.getByRole("group", { name: "Product list" }).press("End");
  await page.locator(`li[aria-posinset="${LARGE}"]`).waitFor();
  await scroll(page, -SCROLL_PX);
  await page.getByRole("searchbox").pressSequentially(RARE_WORD, { delay: 40 });
  await page.getByText("50 products in the list").waitFor();
  const { longestTask, mostRows } = await page.evaluate(() => {
    const { longestTask, mostRows } = window as unknown as Watched;
    return { longestTask, mostRows };
  });
  return { selectMs: median([selectMs]), longestTaskMs: Math.round(longestTask), mostRows };
}

async function measureFirstRows(browser: Browser, small: AppProcess, large: AppProcess) {
  const times = { small: [] as number[], large: [] as number[] };
  for (let run = -2; run < RUNS; run += 1) {
    const [ofSmall, ofLarge] = [await timeToFirstRow(browser, small), await timeToFirstRow(browser, large)];
    if (run < 0) continue;
    times.small.push(ofSmall);
    times.large.push(ofLarge);
  }
  const [smallMs, largeMs] = [median(times.small), median(times.large)];
  return { smallMs, largeMs, ratio: Math.round((largeMs / smallMs) * 100) / 100 };
}

const [small, large] = [await startWith(SMALL), await startWith(LARGE)];
const browser = await chromium.launch(CHROMIUM);
try {
  const firstRow = await measureFirstRows(browser, small.app, large.app);
  console.table([firstRow]);
  const work = await workThrough(browser, large.app);
  console.table([work]);
  console.log(JSON.stringify({ products: [SMALL, LARGE], runs: RUNS, firstRow, work }));
  const broken = [
    firstRow.ratio > MAX_RATIO && `The first row comes more than ${MAX_RATIO} times as late.`,
    work.longestTaskMs > MAX_TASK_MS && `A task took more than ${MAX_TASK_MS} ms.`,
    work.mostRows >= MAX_ROWS && `${MAX_ROWS} rows or more were in the page.`,
  ].filter(Boolean);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  for (const { app, database } of [small, large]) {
    app.child.kill("SIGTERM");
    await database.drop();
  }
}
