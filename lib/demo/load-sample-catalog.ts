import "server-only";
import { randomUUID } from "node:crypto";
import pMap from "p-map";
import { transaction } from "#lib/db/client.ts";
import { createProducts, type NewSourceImage } from "#lib/db/products/import.ts";
import { countProducts } from "#lib/db/products/list.ts";
import { holdTask, returnTask, takeTask } from "#lib/db/tasks.ts";
import { listSamplePictures, readSamplePicture, SAMPLE_PRODUCTS } from "#lib/demo/sample-products.ts";
import { runPictureTask } from "#lib/picture-work/pool.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { keepNoted, type Note, noteObjects } from "#lib/storage/remove-objects.ts";
import { putPicture, store } from "#lib/storage/storage.ts";

const AT_ONCE = 4;
const TASK = "sample-catalog";
/** A process that takes longer is assumed dead. */
const LONGEST_MS = 120_000;

async function draw(file: string, variant: string, notes: Note[]): Promise<NewSourceImage> {
  const { bytes, ...inspected } = await runPictureTask("drawSample", [await readSamplePicture(file)]);
  const storageKey = sourceKey(inspected.facts.sha256);
  notes.push(await noteObjects([storageKey]));
  return { id: randomUUID(), variant, ...(await putPicture(store(), storageKey, bytes, inspected)) };
}

async function drawCatalog(): Promise<number> {
  const notes: Note[] = [];
  const drawn = await pMap(
    await listSamplePictures(),
    async ({ asin, variant, file }) => ({ asin, image: await draw(file, variant, notes) }),
    { concurrency: AT_ONCE },
  );
  const byAsin = Map.groupBy(drawn, ({ asin }) => asin);
  const products = SAMPLE_PRODUCTS.map((product) => ({
    ...product,
    sourceImages: (byAsin.get(product.asin) ?? []).map(({ image }) => image),
  }));
  return transaction(async (tx) => {
    await holdTask(tx, TASK);
    if ((await tx.product.count()) > 0) return 0;
    await createProducts(tx, products);
    await keepNoted(tx, notes);
    return products.length;
  });
}

/** Only into an empty database; an interrupted start leaves it empty. Returns the number of products created. */
export async function loadSampleCatalog(): Promise<number> {
  if ((await countProducts()) > 0 || !(await takeTask(TASK, LONGEST_MS))) return 0;
  return drawCatalog().catch(async (error: unknown) => {
    await returnTask(TASK);
    throw error;
  });
}
