import "server-only";
import {
  addSourceImages,
  findByIdentifiers,
  insertProducts,
  type NewSourceImage,
  updateProduct,
} from "#lib/db/catalog.ts";
import { isMissingRow, isUniqueViolation, type Transaction, transaction } from "#lib/db/client.ts";
import { addLinks } from "#lib/db/import-links.ts";
import { addImportErrors, advanceImport, findEffects, saveEffects } from "#lib/db/imports.ts";
import { type BatchPlan, type Effect, type PlannedProduct, planBatch } from "#lib/import/plan-batch.ts";
import { type ImportRow, type Origin, RowError } from "#lib/import/row.ts";
import type { ImportRowError } from "#lib/schemas/import.ts";

const TRIES = 3;

/** A line that was read, its pictures from the zip stored: what it says, or why it can't go in; null where it is empty. */
export type ReadLine = {
  origin: Origin;
  row: ImportRow | null;
  images: NewSourceImage[];
  /** Pictures that the product had already. */
  unchanged: number;
  errors: RowError[];
};

/** Lines that are written together; `from` is how many lines of the file come before them. */
export type Batch = { from: number; lines: ReadLine[] };

/** Thrown where the import was cancelled or is another process's by now. */
export class NotOurs extends Error {
  override readonly name = "NotOurs";
}

type Good = ReadLine & { row: ImportRow };

const hasRow = (line: ReadLine): line is Good => line.row !== null && line.errors.length === 0;

async function plan(tx: Transaction, importId: string, rows: ImportRow[]): Promise<BatchPlan> {
  const known = await findByIdentifiers(tx, rows);
  const ids = known.map(({ id }) => id);
  const effects = await findEffects(tx, importId, ids);
  return planBatch(
    rows,
    known.map((product) => ({ ...product, effect: (effects.get(product.id) as Effect | undefined) ?? null })),
  );
}

/** Writes the planned products; each has its id then. */
async function writeProducts(tx: Transaction, importId: string, products: PlannedProduct[]): Promise<void> {
  const created = products.filter(({ id }) => id === null);
  const ids = await insertProducts(
    tx,
    created.map(({ facts }) => facts),
  );
  for (const [index, product] of created.entries()) product.id = ids[index] ?? null;
  for (const { id, facts, changed } of products)
    if (changed && id !== null && !ids.includes(id)) await updateProduct(tx, id, facts);
  const effects = products.filter(({ effect, before }) => effect !== before);
  await saveEffects(
    tx,
    importId,
    effects.map(({ id, effect }) => ({ productId: id ?? "", effect })),
  );
}

type Placed = Good & { productId: string };

function placedLines(lines: Good[], { places }: BatchPlan): { placed: Placed[]; errors: ImportRowError[] } {
  const placed: Placed[] = [];
  const errors: ImportRowError[] = [];
  for (const [index, line] of lines.entries()) {
    const place = places[index];
    if (place instanceof RowError) errors.push(place.toEntry(line.origin));
    else placed.push({ ...line, productId: place?.id ?? "" });
  }
  return { placed, errors };
}

function linksOf({ row, origin, productId }: Placed) {
  return row.pictures.flatMap((picture) =>
    "url" in picture ? [{ row: origin.row ?? 0, productId, variant: picture.variant, url: picture.url }] : [],
  );
}

async function write(tx: Transaction, importId: string, { from, lines }: Batch): Promise<NewSourceImage[]> {
  const good = lines.filter(hasRow);
  const planned = await plan(
    tx,
    importId,
    good.map(({ row }) => row),
  );
  await writeProducts(tx, importId, planned.products);
  const { placed, errors } = placedLines(good, planned);
  const images = placed.flatMap(({ images: own, productId }) => own.map((image) => ({ ...image, productId })));
  const added = await addSourceImages(tx, images);
  const links = placed.flatMap(linksOf);
  await addLinks(tx, importId, links);
  const refused = lines.flatMap(({ origin, errors: own }) => own.map((error) => error.toEntry(origin)));
  await addImportErrors(tx, importId, [...refused, ...errors]);
  const products = planned.products.filter(({ effect, before }) => effect !== before);
  const moved = await advanceImport(
    tx,
    importId,
    { from, to: from + lines.length },
    {
      productsCreated: products.filter(({ effect }) => effect === "created").length,
      productsUpdated: products.filter(({ effect }) => effect === "updated").length,
      imagesAdded: added.size,
      imagesUnchanged: images.length - added.size + placed.reduce((sum, { unchanged }) => sum + unchanged, 0),
      imagesPending: links.length,
      errorCount: refused.length + errors.length,
    },
  );
  if (!moved) throw new NotOurs("The import is not at this batch.");
  return lines.flatMap((line) => line.images).filter(({ id }) => !added.has(id));
}

/**
 * Writes a batch of lines and moves the import on, in one transaction. Where another import makes or deletes the same
 * products at the same time it tries again, at last line by line. Returns the stored images that were not needed.
 * Throws `NotOurs`.
 */
export async function writeBatch(importId: string, batch: Batch): Promise<NewSourceImage[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction((tx) => write(tx, importId, batch));
    } catch (error) {
      if (!(isUniqueViolation(error) || isMissingRow(error))) throw error;
      if (tries < TRIES) continue;
      if (batch.lines.length === 1) throw error;
      break;
    }
  }
  const unneeded: NewSourceImage[] = [];
  for (const [index, line] of batch.lines.entries())
    unneeded.push(...(await writeBatch(importId, { from: batch.from + index, lines: [line] })));
  return unneeded;
}
