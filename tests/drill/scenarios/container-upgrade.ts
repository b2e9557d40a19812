import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { reviewSummarySchema } from "#lib/schemas/review.ts";
import { createAdmin, signInAsAdmin } from "#tests/drill/scenarios/container-session.ts";
import { answers, completedJob, SECRET, servedImages, timeToStart } from "#tests/drill/scenarios/containers.ts";
import { fetchJson, startJobOfAll } from "#tests/support/app-client.ts";
import { freePort } from "#tests/support/app-process.ts";
import { fillReview } from "#tests/support/big-review.ts";
import { composeFolder } from "#tests/support/containers/compose.ts";
import { buildImage, IMAGE, POSTGRES_IMAGE, podman } from "#tests/support/containers/image.ts";
import type { Verdict } from "#tests/support/run-drill.ts";

const OLD_IMAGE = "localhost/packshot-drill-old";
const IMAGES = Number(process.env.DRILL_IMAGES ?? 10_000);
/** The commit before accounts came had neither them nor STORAGE_DIR. */
const CAME_WITH = "lib/auth/permissions.ts";

const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();

/** The sources before accounts, in a folder of their own. */
function oldSources(): string {
  const folder = mkdtempSync(join(tmpdir(), "packshot-old-"));
  const [added = ""] = git("log", "--format=%H", "--diff-filter=A", "--reverse", "--", CAME_WITH).split("\n");
  const archive = execFileSync("git", ["archive", `${added}^`], { maxBuffer: 1024 ** 3 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  return folder;
}

async function fill(databaseUrl: string, dataDir: string): Promise<void> {
  const client = new Pool({ connectionString: databaseUrl });
  await fillReview(client, dataDir, IMAGES);
  await client.end();
  execFileSync("chown", ["-R", "1000:1000", dataDir]);
}

/** An installation of before accounts, with many images, continues as this version. */
export async function upgraded(): Promise<Verdict> {
  const old = oldSources();
  buildImage(old, OLD_IMAGE);
  const [port, databasePort] = [await freePort(), await freePort()];
  const [before, after] = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const previous = composeFolder(port, databasePort, { sources: old, image: OLD_IMAGE, settings: {} });
  const settings = { AUTH_SECRET: SECRET, STORAGE_DIR: "/data/images" };
  const current = composeFolder(port, databasePort, { sources: ".", image: IMAGE, settings });
  try {
    await timeToStart(previous.up, answers(before));
    await fill(previous.databaseUrl, previous.volume("data"));
    // Only the samples have a photo for it.
    const jobId = await startJobOfAll(before);
    const { totalImages } = await completedJob(before, jobId);
    const made = await servedImages(before, jobId);
    const began = performance.now();
    previous.down();
    await timeToStart(current.up, answers(after));
    const downtimeSeconds = Math.round((performance.now() - began) / 1_000);
    await createAdmin(after, current.container("app"));
    await signInAsAdmin(after);
    const found = await servedImages(after, jobId);
    const { total } = await fetchJson(reviewSummarySchema, `${after}/api/review/summary`);
    const again = await completedJob(after, await startJobOfAll(after, "New {{asin}}"));
    const dumps = podman("exec", current.container("app"), "ls", "/backups/backups").split("\n");
    return {
      figures: { images: IMAGES + totalImages, downtimeSeconds, postgres: POSTGRES_IMAGE },
      expected: {
        "all images are there": total === IMAGES + totalImages,
        "images are served as before": found.length === totalImages && found.join() === made.join(),
        "jobs are made": again.completedImages === totalImages,
        "the rows were backed up before they were changed": dumps.some((name) => name.endsWith(".json")),
      },
    };
  } finally {
    current.remove();
    rmSync(old, { recursive: true });
  }
}
