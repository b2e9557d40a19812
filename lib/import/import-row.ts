import "server-only";
import { randomUUID } from "node:crypto";
import { findByIdentifiers, hasSourceImage, type NewSourceImage, type ProductIdentity } from "#lib/db/catalog.ts";
import { db, isUniqueViolation, type Transaction, transaction } from "#lib/db/client.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";
import { type InspectedPicture, inspectPicture, NotAPicture } from "#lib/pictures/inspect.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { putPicture, removePicture, store } from "#lib/storage/storage.ts";

/** What a row did. */
export type RowEffect = { productId: string; created: boolean; updated: boolean; image: "added" | "unchanged" | null };

/** Products this import has met already: the first row of each decides its title, category and SKU. */
export type Met = ReadonlySet<string>;

type Facts = { title?: string; category?: string; sku?: string; asin?: string };

/** The product a row means, by ASIN, else by SKU; null where it is new. Throws `RowError` where the two disagree. */
function match(row: ImportRow, found: ProductIdentity[]): ProductIdentity | null {
  const [product] = found;
  if (!product) return null;
  const otherAsin = row.asin !== null && product.asin !== null && product.asin !== row.asin;
  if (found.length > 1 || otherAsin) {
    throw new RowError("IDENTIFIER_CONFLICT", `SKU ${row.sku} and ASIN ${row.asin} name different products.`);
  }
  return product;
}

/** What the row says that the product does not. A product met before only has its gaps filled. */
function changes(row: ImportRow, product: ProductIdentity, met: Met): Facts {
  const keep = met.has(product.id);
  const facts: Facts = {};
  for (const name of ["title", "category", "sku", "asin"] as const) {
    const value = row[name];
    if (value !== null && value !== product[name] && !(keep && product[name] !== null)) facts[name] = value;
  }
  return facts;
}

async function writeProduct(tx: Transaction, row: ImportRow, met: Met): Promise<Omit<RowEffect, "image">> {
  const product = match(row, await findByIdentifiers(tx, row));
  if (product) {
    const data = changes(row, product, met);
    const updated = Object.keys(data).length > 0;
    if (updated) await tx.product.update({ where: { id: product.id }, data });
    return { productId: product.id, created: false, updated };
  }
  const title = row.title ?? (row.file ? row.asin : null);
  if (title === null) throw new RowError("NO_TITLE", "A new product needs a title.");
  const { asin, sku, category } = row;
  const { id } = await tx.product.create({ data: { asin, sku, title, category }, select: { id: true } });
  return { productId: id, created: true, updated: false };
}

async function write(row: ImportRow, met: Met, image: NewSourceImage | null): Promise<RowEffect> {
  return transaction(async (tx) => {
    const product = await writeProduct(tx, row, met);
    if (!image) return { ...product, image: null };
    const { count } = await tx.sourceImage.createMany({
      data: [{ ...image, productId: product.productId }],
      skipDuplicates: true,
    });
    return { ...product, image: count === 1 ? "added" : "unchanged" };
  });
}

/** Tries once more where another import made the same product in between. */
async function writeTwice(row: ImportRow, met: Met, image: NewSourceImage | null): Promise<RowEffect> {
  try {
    return await write(row, met, image);
  } catch (error) {
    if (isUniqueViolation(error)) return write(row, met, image);
    throw error;
  }
}

async function isKnown(row: ImportRow, variant: string, sha256: string): Promise<boolean> {
  const client = await db();
  const product = match(row, await findByIdentifiers(client, row));
  return product !== null && hasSourceImage(client, { productId: product.id, variant, sha256 });
}

async function inspect(bytes: Uint8Array): Promise<InspectedPicture> {
  return inspectPicture(bytes).catch((cause: unknown) => {
    if (cause instanceof NotAPicture) throw new RowError("NOT_AN_IMAGE", cause.message, { cause });
    throw cause;
  });
}

/** Puts one row in: its product and, with `bytes`, its picture. All of it or, with a `RowError`, nothing. */
export async function importRow(row: ImportRow, bytes: Uint8Array | null, met: Met): Promise<RowEffect> {
  if (!row.picture || !bytes) return writeTwice(row, met, null);
  const { variant } = row.picture;
  const { thumbnail, ...facts } = await inspect(bytes);
  const id = randomUUID();
  const image: NewSourceImage = { id, variant, storageKey: sourceKey(id), bytes: bytes.byteLength, ...facts };
  if (await isKnown(row, variant, facts.sha256)) return writeTwice(row, met, image);
  let added = false;
  try {
    await putPicture(store(), image.storageKey, { bytes, mimeType: facts.mimeType, thumbnail });
    const effect = await writeTwice(row, met, image);
    added = effect.image === "added";
    return effect;
  } finally {
    if (!added) await removePicture(store(), image.storageKey);
  }
}
