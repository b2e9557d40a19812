// 5,000 mangled sheets, zips and pictures, sent to an app on its embedded database, some as drafts that are looked at,
// corrected, started or cancelled; what fails is sent again. No answer may be a 5xx, the process must live, every import
// must end for a reason of its file, and every product must be whole: a title, and photos whose bytes are in the store as
// they were counted. What else is there a waiting message removes: the pictures of rows that failed. DRILL_RUNS makes it smaller, DRILL_SEED repeats a run.
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { productSchema, productsSchema } from "#lib/schemas/product.ts";
import { fetchJson } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { closeDatabase } from "#tests/support/close-database.ts";
import { type Journey, Traveller } from "#tests/support/import-journey.ts";
import { journey, type MangledFile, mangledFile } from "#tests/support/mangled-files.ts";
import { endProcess } from "#tests/support/worker-process.ts";

const RUNS = Number(process.env.DRILL_RUNS ?? 5_000);
const SEED = Number(process.env.DRILL_SEED ?? randomInt(2 ** 31));
/** By then a worker whose import was cancelled has put its things away. */
const SETTLE_MS = 2_000;

console.error(`seed ${SEED}`);
const app = await spawnApp({ LOG_LEVEL: "error" });
const traveller = new Traveller(app.url);

async function* allProducts() {
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: z.infer<typeof productsSchema> = await fetchJson(
      productsSchema,
      `${app.url}/api/products?limit=200&cursor=${cursor}`,
    );
    yield* page.products;
    cursor = page.nextCursor;
  }
}

const folder = (name: string) => readdirSync(join(app.dataDir, "images", name), { recursive: true }).map(String);
/** The files of imports that are still there, though all have ended. */
const leftFiles = () => folder("imports").filter((name) => !name.endsWith(".failed-rows"));

/** Throws where a product is not whole. Returns the pictures that no product has. */
async function checkWhole(): Promise<{ products: number; images: number; unneeded: string[] }> {
  const sources = new Set(folder("source-images"));
  const thumbnails = new Set(folder(join("thumbnails", "source-images")));
  const needed = new Set<string>();
  let products = 0;
  for await (const { id } of allProducts()) {
    const { title, sourceImages } = await fetchJson(productSchema, `${app.url}/api/products/${id}`);
    if (title.trim() === "") throw new Error(`${id} has no title.`);
    products += 1;
    for (const { url, bytes, variant } of sourceImages) {
      const key = url.split("/").at(-1) ?? "";
      const stored = readFileSync(join(app.dataDir, "images", "source-images", key));
      if (stored.length !== bytes || !sources.has(key) || !thumbnails.has(key))
        throw new Error(`${id} ${variant}: ${key} is not as it was counted.`);
      needed.add(key);
    }
  }
  const left = leftFiles();
  if (left.length > 0) throw new Error(`Left by imports: ${left.slice(0, 5)}`);
  return { products, images: sources.size, unneeded: [...sources.union(thumbnails).difference(needed)] };
}

/** Throws where no waiting message removes a picture that no product has. The app has ended: its database is read here. */
async function checkRemoved(unneeded: string[]): Promise<void> {
  process.env.DATA_DIR = app.dataDir;
  const messages = await db.$queryRaw<{ keys: string[] }[]>`
    SELECT data->'keys' AS keys FROM pgboss.job WHERE name = 'remove-objects' AND state IN ('created', 'retry')`;
  const noted = new Set(messages.flatMap(({ keys }) => keys));
  const left = unneeded.filter((key) => !noted.has(`source-images/${key}`));
  if (left.length > 0) throw new Error(`Nobody's: ${left.slice(0, 5)}`);
}

async function play() {
  try {
    const travel = async (make: () => Promise<MangledFile>, way: Journey) => traveller.go(await make(), way);
    await fc.assert(fc.asyncProperty(mangledFile, journey, travel), { numRuns: RUNS, seed: SEED, endOnFailure: true });
    await sleep(SETTLE_MS);
    await fetchJson(z.object({ status: z.literal("ok") }), `${app.url}/api/health`);
    return await checkWhole();
  } finally {
    await endProcess(app.child, "SIGTERM");
  }
}

const { unneeded, ...whole } = await play();
await checkRemoved(unneeded);
await closeDatabase();
const answers = Object.fromEntries(traveller.answers);
console.log(JSON.stringify({ drill: "fuzz", runs: RUNS, seed: SEED, answers, ...whole, unneeded: unneeded.length }));
