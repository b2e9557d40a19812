import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { type ProductTexts, productTextsSchema } from "#lib/schemas/product.ts";

export type NewSourceImage = Omit<Prisma.SourceImageCreateManyInput, "productId" | "createdAt"> & { id: string };
export type NewProduct = ProductTexts & { sourceImages: NewSourceImage[] };

/** Writes products with their source images, the first one as the newest. */
export async function createProducts(tx: Transaction, products: NewProduct[]): Promise<void> {
  const now = Date.now();
  for (const [index, { sourceImages, ...product }] of products.entries()) {
    await tx.product.create({
      data: { ...product, createdAt: new Date(now - index), sourceImages: { createMany: { data: sourceImages } } },
    });
  }
}

const identitySchema = productTextsSchema.extend({ id: z.string() });
export type ProductIdentity = z.infer<typeof identitySchema>;

/** Deleted after it was looked up. */
export class ProductGone extends Error {
  override readonly name = "ProductGone";
}

export type Identifiers = Pick<ProductTexts, "asin" | "sku">;

const given = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))];

export function findByIdentifiers(tx: Transaction, rows: Identifiers[]): Promise<ProductIdentity[]> {
  return queryRows(
    tx,
    identitySchema,
    Prisma.sql`
    SELECT id, asin, sku, title, category FROM "Product"
    WHERE asin = ANY(${given(rows.map(({ asin }) => asin))}::text[]) OR sku = ANY(${given(rows.map(({ sku }) => sku))}::text[])`,
  );
}

/** One array per column: a statement of the same text and few parameters, however many products there are. */
function columnsOf(products: readonly ProductIdentity[]): Prisma.Sql {
  const column = (name: keyof ProductIdentity) => Prisma.sql`${products.map((product) => product[name])}::text[]`;
  return Prisma.sql`unnest(${column("id")}, ${column("asin")}, ${column("sku")}, ${column("title")}, ${column("category")})
    AS given (id, asin, sku, title, category)`;
}

/** Lists of products that were made at once are sorted by their ids, so these are to rise. */
export async function insertProducts(tx: Transaction, products: readonly ProductIdentity[]): Promise<void> {
  if (products.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "Product" (id, asin, sku, title, category, "updatedAt")
    SELECT id, asin, sku, title, category, now() FROM ${columnsOf(products)}`;
}

export async function updateProducts(tx: Transaction, products: readonly ProductIdentity[]): Promise<void> {
  if (products.length === 0) return;
  const updated = await tx.$executeRaw`
    UPDATE "Product" SET asin = given.asin, sku = given.sku, title = given.title, category = given.category, "updatedAt" = now()
    FROM ${columnsOf(products)} WHERE "Product".id = given.id`;
  if (updated < products.length) throw new ProductGone("A product of the import was deleted meanwhile.");
}

/** Not those whose product has the same picture in the same variant already. Returns the ids of those added. */
export async function addSourceImages(
  tx: Transaction,
  images: (NewSourceImage & { productId: string })[],
): Promise<Set<string>> {
  if (images.length === 0) return new Set();
  const text = (name: "id" | "productId" | "variant" | "storageKey" | "mimeType" | "sha256") =>
    Prisma.sql`${images.map((image) => image[name])}::text[]`;
  const number = (name: "width" | "height" | "bytes") => Prisma.sql`${images.map((image) => image[name])}::int[]`;
  const rows = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`
    INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", sha256, width, height, bytes)
    SELECT * FROM unnest(${text("id")}, ${text("productId")}, ${text("variant")}, ${text("storageKey")}, ${text("mimeType")},
      ${text("sha256")}, ${number("width")}, ${number("height")}, ${number("bytes")})
    ON CONFLICT DO NOTHING RETURNING id`,
  );
  return new Set(rows.map(({ id }) => id));
}

export type OwnedPicture = { owner: Partial<Identifiers & { id: string }>; variant: string; sha256: string };

const NAMES = ["id", "asin", "sku"] as const;

/** A picture by each of its product's names. */
const namesOf = ({ owner, variant, sha256 }: OwnedPicture) =>
  NAMES.flatMap((name) => (owner[name] ? [JSON.stringify([name, owner[name], variant, sha256])] : []));

const knownSchema = z.object({
  id: z.string(),
  asin: z.string().nullable(),
  sku: z.string().nullable(),
  variant: z.string(),
  sha256: z.string(),
});

/**
 * Which of these pictures do their products have as that variant already? Returns a function that tells of each. By the photos
 * of these products: many others may have the same content.
 */
export async function findKnownPictures<Picture extends OwnedPicture>(
  tx: Transaction,
  pictures: readonly Picture[],
): Promise<(picture: Picture) => boolean> {
  const [ids, asins, skus] = NAMES.map((name) => given(pictures.map(({ owner }) => owner[name] ?? null)));
  const found = await queryRows(
    tx,
    knownSchema,
    Prisma.sql`
    SELECT p.id, p.asin, p.sku, s.variant, s.sha256 FROM "Product" p
    CROSS JOIN LATERAL (SELECT variant, sha256 FROM "SourceImage" WHERE "productId" = p.id OFFSET 0) s
    WHERE (p.id = ANY(${ids}::text[]) OR p.asin = ANY(${asins}::text[]) OR p.sku = ANY(${skus}::text[]))
      AND s.sha256 = ANY(${given(pictures.map(({ sha256 }) => sha256))}::text[])`,
  );
  const known = new Set(found.flatMap(({ variant, sha256, ...owner }) => namesOf({ owner, variant, sha256 })));
  return (picture) => namesOf(picture).some((name) => known.has(name));
}
