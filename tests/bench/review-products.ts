// The review by product in Chromium (CHROME_PATH, else /usr/bin/chromium) with 500 products of five variants in a scratch
// database of the PostgreSQL in TEST_DATABASE_URL, scrolled to its end in pieces of a wheel's turn, a few times. Prints a table
// and a JSON line, and exits with 1 where a task of the median run takes over 100 ms. `loopMs`: the same work in the page each
// time, which tells how busy the machine was.
import { type Browser, chromium, type Page } from "@playwright/test";
import { spawnApp } from "#tests/support/app-process.ts";
import { fillReview } from "#tests/support/big-review.ts";
import { CHROMIUM } from "#tests/support/chromium.ts";
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const PRODUCTS = 500;
const VARIANTS = ["MAIN", "PT01", "PT02", "PT03", "PT04"];
const RUNS = 5;
const MAX_TASK_MS = 100;
const SCROLL_PX = 600;
const FRAME_MS = 16;
const LONGEST_SCROLL_MS = 120_000;

type Watched = Window & { tasks: number[] };

/** Runs in the page from its first moment on. */
function watch(): void {
  const page = window as unknown as Watched;
  page.tasks = [];
  new PerformanceObserver((list) => {
    page.tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)));
  }).observe({ type: "longtask", buffered: true });
}

const takeTasks = (page: Page) => page.evaluate(() => (window as unknown as Watched).tasks.splice(0));

function loop(): number {
  const begin = performance.now();
  let sum = 0;
  for (let round = 0; round < 2e7; round += 1) sum += Math.sqrt(round);
  return sum > 0 ? Math.round(performance.now() - begin) : 0;
}

async function scrollToEnd(page: Page): Promise<void> {
  const last = page.locator(`[data-row="${PRODUCTS - 1}"]`);
  await page.mouse.move(640, 600);
  for (const end = Date.now() + LONGEST_SCROLL_MS; Date.now() < end; await page.waitForTimeout(FRAME_MS)) {
    await page.mouse.wheel(0, SCROLL_PX);
    if ((await last.count()) > 0) return;
  }
  throw new Error("The grid did not come to its end.");
}

async function run(browser: Browser, url: string) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(watch);
  await page.goto(`${url}/review?view=products`);
  await page.locator('[data-row="0"]').first().waitFor();
  await page.waitForLoadState("networkidle");
  const loopMs = await page.evaluate(loop);
  await takeTasks(page);
  const scrollS = Math.round((await timed(() => scrollToEnd(page))) / 100) / 10;
  const tasks = (await takeTasks(page)).sort((a, b) => b - a);
  await page.close();
  return { longestMs: tasks[0] ?? 0, over50: tasks.length, scrollS, loopMs };
}

const database = await createScratchDatabase();
const app = await spawnApp({ DATABASE_URL: database.url, WORKER: "off" });
const browser = await chromium.launch(CHROMIUM);
try {
  await fillReview(database.client, app.dataDir, PRODUCTS * VARIANTS.length, VARIANTS);
  const runs = [];
  for (let turn = 0; turn < RUNS; turn += 1) runs.push(await run(browser, app.url));
  const longestMs = median(runs.map((one) => one.longestMs));
  console.table(runs);
  console.log(JSON.stringify({ products: PRODUCTS, variants: VARIANTS.length, longestMs, runs }));
  if (longestMs > MAX_TASK_MS) {
    console.error(`A task took ${longestMs} ms, more than ${MAX_TASK_MS}.`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  app.child.kill("SIGTERM");
  await database.drop();
}
