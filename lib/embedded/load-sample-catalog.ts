import "server-only";
import { randomUUID } from "node:crypto";
import { createProducts, type NewProduct } from "#lib/db/catalog.ts";
import { countProducts } from "#lib/db/product-list.ts";
import { type SampleProduct, sampleProducts } from "#lib/embedded/sample-catalog/products.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { putPicture, store } from "#lib/storage/storage.ts";

const SIDE_PX = 1200;
const AT_ONCE = 4;

type Drawing = SampleProduct["pictures"][number];

async function draw({ variant, svg }: Drawing): Promise<NewProduct["sourceImages"][number]> {
  const bytes = await sharp(Buffer.from(svg))
    .resize(SIDE_PX, SIDE_PX)
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: 90 })
    .toBuffer();
  const { thumbnail, ...facts } = await inspectPicture(bytes);
  const id = randomUUID();
  const storageKey = sourceKey(id);
  await putPicture(store(), storageKey, { bytes, mimeType: facts.mimeType, thumbnail });
  return { id, variant, storageKey, bytes: bytes.byteLength, ...facts };
}

/**
 * Draws the sample catalogue into an empty database; does nothing where a product exists. The pictures come first and the
 * rows in one transaction, so a start that is cut short leaves the database empty. Returns the number of products made.
 */
export async function loadSampleCatalog(): Promise<number> {
  if ((await countProducts()) > 0) return 0;
  const queue = sampleProducts().map((product) => ({ product, sourceImages: [] as NewProduct["sourceImages"] }));
  const drawings = queue.flatMap(({ product, sourceImages }) =>
    product.pictures.map((picture) => ({ picture, sourceImages })),
  );
  const waiting = drawings.values();
  const artist = async () => {
    for (const { picture, sourceImages } of waiting) sourceImages.push(await draw(picture));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, artist));
  await createProducts(
    queue.map(({ product: { pictures: _, ...facts }, sourceImages }) => ({ ...facts, sourceImages })),
  );
  return queue.length;
}
