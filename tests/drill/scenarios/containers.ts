import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { generatedImageSchema } from "#lib/schemas/image.ts";
import { endedJob, fetchJson, startJobOfAll } from "#tests/support/app-client.ts";
import { freePort } from "#tests/support/app-process.ts";
import { composeFolder } from "#tests/support/containers/compose.ts";
import { IMAGE, imageSizes, isHealthy, podman } from "#tests/support/containers/image.ts";
import type { Verdict } from "#tests/support/run-drill.ts";

const MOST_MB_ABOVE_BASE = 350;
const START_MS = 120_000;

/** In seconds, `start` included. */
async function timeToStart(start: () => void, isDone: () => boolean | Promise<boolean>): Promise<number> {
  const began = performance.now();
  start();
  while (!(await isDone())) {
    if (performance.now() - began > START_MS) throw new Error("The app did not start.");
    await sleep(500);
  }
  return Math.round((performance.now() - began) / 100) / 10;
}

const answers = (url: string) => () =>
  fetch(`${url}/api/health`).then(
    ({ ok }) => ok,
    () => false,
  );

const imagesSchema = z.object({ images: z.array(generatedImageSchema) });

/** The hash of each image of the job, as it is served. */
async function servedImages(app: string, jobId: string): Promise<string[]> {
  const { images } = await fetchJson(imagesSchema, `${app}/api/jobs/${jobId}/images?limit=200`);
  const served = images.map(async ({ url }) => {
    const response = await fetch(new URL(url ?? "/no-image", app));
    if (!response.ok || !response.headers.get("content-type")?.startsWith("image/")) return "not served";
    return createHash("sha256")
      .update(new Uint8Array(await response.arrayBuffer()))
      .digest("hex");
  });
  return Promise.all(served);
}

/** Has a page its script? */
async function servesPages(app: string): Promise<boolean> {
  const page = await fetch(`${app}/dashboard`);
  const [script] = /\/_next\/static\/[^"]+\.js/.exec(await page.text()) ?? [];
  return page.ok && script !== undefined && (await fetch(new URL(script, app))).ok;
}

/** Pages, a worker and PostgreSQL make a job of all sample products, and find it again after a stop. */
export async function composed(): Promise<Verdict> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const containers = composeFolder(port);
  try {
    const firstStartSeconds = await timeToStart(containers.up, answers(url));
    const jobId = await startJobOfAll(url, "{{asin}}", undefined, "MAIN");
    const { totalImages, completedImages } = await endedJob(url, jobId);
    const made = await servedImages(url, jobId);
    const facts = {
      "the container is healthy": isHealthy(containers.container("app")),
      "the app does not run as root": podman("exec", containers.container("app"), "id", "-u") === "1000",
      "pages and their scripts are served": await servesPages(url),
    };
    const began = performance.now();
    containers.down();
    const stopSeconds = Math.round((performance.now() - began) / 1_000);
    // Another name: `fetch` would use its connections to the container that is gone.
    const again = `http://127.0.0.1:${port}`;
    const secondStartSeconds = await timeToStart(containers.up, answers(again));
    const found = await servedImages(again, jobId);
    const { baseMb, imageMb } = imageSizes();
    return {
      figures: { baseMb, imageMb, firstStartSeconds, stopSeconds, secondStartSeconds, totalImages, completedImages },
      expected: {
        [`the image has at most ${MOST_MB_ABOVE_BASE} MB more than its base`]: imageMb - baseMb <= MOST_MB_ABOVE_BASE,
        "all images are made": totalImages > 0 && completedImages === totalImages,
        "all images are served": made.length === totalImages && !made.includes("not served"),
        "the images are there after a stop": found.join() === made.join(),
        ...facts,
      },
    };
  } finally {
    containers.remove();
  }
}

/** Without settings: the embedded database, and a port that only the container reaches. */
export async function embedded(): Promise<Verdict> {
  const name = "packshot-drill-alone";
  const start = () => void podman("run", "-d", "--name", name, "--read-only", "--tmpfs", "/tmp", "-v", "/data", IMAGE);
  try {
    const startSeconds = await timeToStart(start, () => isHealthy(name));
    return { figures: { startSeconds }, expected: {} };
  } finally {
    podman("rm", "-f", "-v", name);
  }
}
