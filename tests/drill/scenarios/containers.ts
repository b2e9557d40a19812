import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { createAdmin, signInAsAdmin } from "#tests/drill/scenarios/container-session.ts";
import { fetchJson, startJobOfAll } from "#tests/support/app-client.ts";
import { freePort } from "#tests/support/app-process.ts";
import { composeFolder, logOf } from "#tests/support/containers/compose.ts";
import { IMAGE, imageSizes, isHealthy, podman } from "#tests/support/containers/image.ts";
import type { Verdict } from "#tests/support/run-drill.ts";

const MOST_MB_ABOVE_BASE = 350;
const START_MS = 5 * 60_000;
const JOB_MS = 10 * 60_000;
export const SECRET = "drill-3kP0vXq8Zr5tYb2nWm7cLd9sFh4gJa6eUi1oQxTn8B";

/** In seconds, `start` included. */
export async function timeToStart(start: () => void, isDone: () => boolean | Promise<boolean>): Promise<number> {
  const began = performance.now();
  start();
  while (!(await isDone())) {
    if (performance.now() - began > START_MS) throw new Error(`The app did not start: ${logOf("app")}`);
    await sleep(500);
  }
  return Math.round((performance.now() - began) / 100) / 10;
}

export const answers = (url: string) => () =>
  fetch(`${url}/api/health`).then(
    ({ ok }) => ok,
    () => false,
  );

/** What an older version answers too. */
const imagesSchema = z.object({ images: z.array(z.object({ url: z.string().nullable() })) });
const jobSchema = z.object({ status: z.string(), totalImages: z.number(), completedImages: z.number() });

export async function completedJob(app: string, jobId: string): Promise<z.infer<typeof jobSchema>> {
  for (const deadline = Date.now() + JOB_MS; Date.now() < deadline; await sleep(1_000)) {
    const job = await fetchJson(jobSchema, `${app}/api/jobs/${jobId}`);
    if (job.status === "COMPLETED") return job;
  }
  throw new Error("The job has not ended.");
}

/** The hash of each image of the job, as it is served. */
export async function servedImages(app: string, jobId: string): Promise<string[]> {
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

async function importSamples(app: string): Promise<number> {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(await readFile("public/sample-catalog.zip"))], "sample-catalog.zip"));
  const init = { method: "POST", headers: { origin: app }, body: form };
  const imported = z.object({ productsCreated: z.number() });
  return (await fetchJson(imported, `${app}/api/products/import`, init)).productsCreated;
}

/**
 * Pages, a worker and PostgreSQL: an admin imports the samples and makes a job of them all. It is there after a stop, and after
 * a backup was restored over what was made since.
 */
export async function composed(): Promise<Verdict> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const settings = { AUTH_SECRET: SECRET, SAMPLE_CATALOG: "off" };
  const containers = composeFolder(port, await freePort(), { sources: ".", image: IMAGE, settings });
  try {
    const firstStartSeconds = await timeToStart(containers.up, answers(url));
    const { status: withoutSession } = await fetch(`${url}/api/products`);
    await createAdmin(url, containers.container("app"));
    await signInAsAdmin(url);
    const products = await importSamples(url);
    const jobId = await startJobOfAll(url, "{{asin}}", undefined, "MAIN");
    const { totalImages, completedImages } = await completedJob(url, jobId);
    const made = await servedImages(url, jobId);
    const facts = {
      "the container is healthy": isHealthy(containers.container("app")),
      "the app does not run as root": podman("exec", containers.container("app"), "id", "-u") === "1000",
      "pages and their scripts are served": await servesPages(url),
    };
    podman("exec", containers.container("app"), "sh", "lib/launch/node.sh", "backup", "/backups");
    await completedJob(url, await startJobOfAll(url, "Another {{asin}}", undefined, "MAIN"));
    const began = performance.now();
    containers.down();
    const stopSeconds = Math.round((performance.now() - began) / 1_000);
    containers.run("sh", "lib/launch/node.sh", "restore", "/backups", "--replace");
    // Another name: `fetch` would use its connections to the container that is gone.
    const again = `http://127.0.0.1:${port}`;
    const secondStartSeconds = await timeToStart(containers.up, answers(again));
    const found = await servedImages(again, jobId);
    const { jobs } = await fetchJson(z.object({ jobs: z.array(z.object({ id: z.string() })) }), `${again}/api/jobs`);
    const { baseMb, imageMb } = imageSizes();
    return {
      figures: { baseMb, imageMb, firstStartSeconds, stopSeconds, secondStartSeconds, products, totalImages },
      expected: {
        [`the image has at most ${MOST_MB_ABOVE_BASE} MB more than its base`]: imageMb - baseMb <= MOST_MB_ABOVE_BASE,
        "nothing is told without a session": withoutSession === 401,
        "all images are made": totalImages > 0 && completedImages === totalImages,
        "all images are served": made.length === totalImages && !made.includes("not served"),
        "the images are there after a stop": found.join() === made.join(),
        "the backup is what there is": jobs.map(({ id }) => id).join() === jobId,
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
  const volumes = ["-v", "/data", "-v", "/pictures"];
  const start = () => void podman("run", "-d", "--name", name, "--read-only", "--tmpfs", "/tmp", ...volumes, IMAGE);
  try {
    const startSeconds = await timeToStart(start, () => isHealthy(name));
    return { figures: { startSeconds }, expected: {} };
  } finally {
    podman("rm", "-f", "-v", name);
  }
}
