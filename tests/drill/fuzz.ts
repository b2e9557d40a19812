// 5,000 mangled sheets, zips and pictures, sent to an app on its embedded database: no answer may be a 5xx, the process
// must live, every import must end, and every product must be whole: a title, and photos whose bytes are in the store as
// they were counted, with nothing else there. DRILL_RUNS makes it smaller, DRILL_SEED repeats a run.
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import { productSchema, productsSchema } from "#lib/schemas/product.ts";
import { fetchJson } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { mangledFile } from "#tests/support/mangled-files.ts";
import { endProcess } from "#tests/support/worker-process.ts";

const RUNS = Number(process.env.DRILL_RUNS ?? 5_000);
const SEED = Number(process.env.DRILL_SEED ?? randomInt(2 ** 31));

/** What an import says of an error that is ours. */
const OURS = "a reason that is not the file's";

console.error(`seed ${SEED}`);
const app = await spawnApp({ LOG_LEVEL: "error" });
const answers = new Map<number, number>();

/** Sends a file; its answer must be no 5xx, and an import that goes on must end. */
async function send(makeFile: () => Promise<{ name: string; bytes: Buffer }>): Promise<void> {
  const { name, bytes } = await makeFile();
  const body = new FormData();
  body.set("file", new File([new Uint8Array(bytes)], name));
  const response = await fetch(`${app.url}/api/products/import`, { method: "POST", body });
  const text = await response.text();
  answers.set(response.status, (answers.get(response.status) ?? 0) + 1);
  if (response.status >= 500 || text.includes(OURS)) throw new Error(`${response.status}: ${text}`);
  if (response.status !== 202) return;
  const { importId } = z.object({ importId: z.string() }).parse(JSON.parse(text));
  const endedSchema = z.object({ status: z.enum(["COMPLETED", "FAILED"]) });
  for (let tries = 0; ; tries += 1) {
    const state: unknown = await (await fetch(`${app.url}/api/imports/${importId}`)).json();
    if (endedSchema.safeParse(state).success) return;
    if (tries > 300) throw new Error(`It does not end: ${JSON.stringify(state)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

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

/** Throws where a product is not whole, or the store holds what no product has. */
async function checkWhole(): Promise<{ products: number; images: number }> {
  const sources = new Set(folder("source-images"));
  const thumbnails = new Set(folder(join("thumbnails", "source-images")));
  let products = 0;
  for await (const { id } of allProducts()) {
    const { title, sourceImages } = await fetchJson(productSchema, `${app.url}/api/products/${id}`);
    if (title.trim() === "") throw new Error(`${id} has no title.`);
    products += 1;
    for (const { url, bytes, variant } of sourceImages) {
      const key = url.split("/").at(-1) ?? "";
      const stored = readFileSync(join(app.dataDir, "images", "source-images", key));
      if (stored.length !== bytes || !sources.delete(key) || !thumbnails.delete(key))
        throw new Error(`${id} ${variant}: ${key} is not as it was counted.`);
    }
  }
  if (sources.size + thumbnails.size > 0) throw new Error(`Nobody's: ${[...sources, ...thumbnails].slice(0, 5)}`);
  return { products, images: folder("source-images").length };
}

try {
  await fc.assert(fc.asyncProperty(mangledFile, send), { numRuns: RUNS, seed: SEED, endOnFailure: true });
  await fetchJson(z.object({ status: z.literal("ok") }), `${app.url}/api/health`);
  const whole = await checkWhole();
  console.log(
    JSON.stringify({ drill: "fuzz", runs: RUNS, seed: SEED, answers: Object.fromEntries(answers), ...whole }),
  );
} finally {
  await endProcess(app.child, "SIGTERM");
}
