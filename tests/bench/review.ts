// The review grid in Chromium (CHROME_PATH, else /usr/bin/chromium) with 5,000 finished images in a scratch database of the
// PostgreSQL in TEST_DATABASE_URL: scrolled to its end as fast as pages come, then 50 images stepped through at full size and
// judged by keyboard. Prints a table and a JSON line, and exits with 1 where a task of these takes over 200 ms (not of the
// page's opening, most of which is every page's own scripts), 300 tiles are in the page, the grid asks for more than
// thumbnails, or a picture stepped to was not in the browser before.
import { type Browser, chromium, type Page, type Request } from "@playwright/test";
import { spawnApp } from "#tests/support/app-process.ts";
import { fillReview } from "#tests/support/big-review.ts";
import { CHROMIUM } from "#tests/support/chromium.ts";
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const IMAGES = 5_000;
const STEPS = 50;
const MAX_TASK_MS = 200;
const MAX_TILES = 300;
const SCROLL_PX = 2_500;
const FRAME_MS = 16;
const LONGEST_SCROLL_MS = 120_000;

type Watched = Window & { longestTask: number; mostTiles: number };

/** Runs in the page from its first moment on. */
function watch(): void {
  const page = window as unknown as Watched;
  page.longestTask = 0;
  page.mostTiles = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) page.longestTask = Math.max(page.longestTask, duration);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    page.mostTiles = Math.max(page.mostTiles, document.querySelectorAll("li[data-index]").length);
    requestAnimationFrame(look);
  };
  look();
}

async function takeTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const watched = window as unknown as Watched;
    const longest = Math.round(watched.longestTask);
    watched.longestTask = 0;
    return longest;
  });
}

async function scrollToEnd(page: Page): Promise<void> {
  const last = page.locator(`li[data-index="${IMAGES - 1}"]`);
  await page.mouse.move(640, 500);
  for (const end = Date.now() + LONGEST_SCROLL_MS; Date.now() < end; await page.waitForTimeout(FRAME_MS)) {
    await page.mouse.wheel(0, SCROLL_PX);
    if ((await last.count()) > 0) return;
  }
  throw new Error("The grid did not come to its end.");
}

const pathOf = (request: Request) => new URL(request.url()).pathname;
const isFullPicture = (path: string) => /^\/api\/files\/(generated|source)-images\//.test(path);

/** Opens the first image and approves one after the other; returns how long each next picture took to be there, and how often it was not asked for before. */
async function judge(page: Page, asked: readonly string[]) {
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.locator('li[data-index="0"] button').click();
  const dialog = page.getByRole("dialog");
  const times: number[] = [];
  let late = 0;
  for (let step = 1; step <= STEPS; step += 1) {
    await dialog
      .getByRole("status")
      .filter({ hasText: `${step} of` })
      .waitFor();
    await page.waitForLoadState("networkidle");
    if (!asked.some((path) => path.endsWith(`/generated-images/i${step}`) && isFullPicture(path))) late += 1;
    times.push(
      await timed(async () => {
        await page.keyboard.press("a");
        await page.waitForFunction(
          (url) =>
            [...document.images].some(
              ({ src, complete, naturalWidth }) => src.endsWith(url) && complete && naturalWidth > 500,
            ),
          `/generated-images/i${step}`,
        );
      }),
    );
  }
  return { stepMs: median(times), late };
}

async function workThrough(browser: Browser, url: string) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(pathOf(request)));
  await page.addInitScript(watch);
  await page.goto(`${url}/review`);
  await page.locator("li[data-index]").first().waitFor();
  await page.waitForLoadState("networkidle");
  const openTaskMs = await takeTask(page);
  const scrollS = Math.round((await timed(() => scrollToEnd(page))) / 100) / 10;
  const scrollTaskMs = await takeTask(page);
  const fullInGrid = asked.filter(isFullPicture).length;
  const before = asked.length;
  const { stepMs, late } = await judge(page, asked);
  const calls = asked.slice(before).filter((path) => !path.startsWith("/api/files/"));
  const callsPerImage = Math.round((calls.length / STEPS) * 10) / 10;
  const judgeTaskMs = await takeTask(page);
  const mostTiles = await page.evaluate(() => (window as unknown as Watched).mostTiles);
  return { openTaskMs, scrollS, scrollTaskMs, stepMs, judgeTaskMs, mostTiles, fullInGrid, late, callsPerImage };
}

const database = await createScratchDatabase();
const app = await spawnApp({ DATABASE_URL: database.url, WORKER: "off" });
const browser = await chromium.launch(CHROMIUM);
try {
  await fillReview(database.client, app.dataDir, IMAGES);
  const work = await workThrough(browser, app.url);
  console.table([work]);
  console.log(JSON.stringify({ images: IMAGES, steps: STEPS, ...work }));
  const longest = Math.max(work.scrollTaskMs, work.judgeTaskMs);
  const broken = [
    longest > MAX_TASK_MS && `A task took ${longest} ms, more than ${MAX_TASK_MS}.`,
    work.mostTiles >= MAX_TILES && `${MAX_TILES} tiles or more were in the page.`,
    work.fullInGrid > 0 && `The grid asked for ${work.fullInGrid} full pictures.`,
    work.late > 0 && `${work.late} pictures were not asked for before they were stepped to.`,
  ].filter(Boolean);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  app.child.kill("SIGTERM");
  await database.drop();
}
