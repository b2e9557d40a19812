import "server-only";
import { isMissingRow, isUniqueViolation, type Transaction, transaction } from "#lib/db/client.ts";
import { addLinks } from "#lib/db/imports/links.ts";
import { addImportErrors, advanceImport, findEffects, holdImport, saveEffects } from "#lib/db/imports/state.ts";
import {
  addSourceImages,
  findByIdentifiers,
  insertProducts,
  type NewSourceImage,
  ProductGone,
  type ProductIdentity,
  updateProducts,
} from "#lib/db/products/import.ts";
import { risingIds } from "#lib/db/rising-ids.ts";
import { countNewBytes } from "#lib/import/pictures.ts";
import { type BatchPlan, type Effect, type PlannedProduct, planBatch } from "#lib/import/plan-batch.ts";
import { type ImportRow, type Origin, RowError } from "#lib/import/row.ts";
import type { ImportRowError } from "#lib/schemas/import.ts";
import { keepNoted, keepSomeNoted, type Note } from "#lib/storage/remove-objects.ts";

const TRIES = 3;

export type ReadLine = {
  /** Line number from 1. */
  place: number;
  origin: Origin;
  row: ImportRow | null;
  pictures: NewSourceImage[];
  unchanged: number;
  errors: RowError[];
};

/** The non-empty lines after number `from`, up to `to`. */
export type Batch = {
  from: number;
  to: number;
  lines: ReadLine[];
  careful: boolean;
  note: Note | null;
};

/** `isPart`: one line of a batch whose note also covers other lines. */
type Part = Batch & { isPart?: boolean };

/** The import has ended, or is not at this batch. */
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

const toIdentity = ({ id, facts }: PlannedProduct): ProductIdentity => ({ id: id ?? "", ...facts });

/** Sets the id of each. */
async function writeProducts(tx: Transaction, importId: string, products: PlannedProduct[]): Promise<void> {
  const changed = products.filter((product) => product.changed && product.id !== null);
  await updateProducts(tx, changed.map(toIdentity));
  const created = products.filter(({ id }) => id === null);
  const ids = risingIds(created.length);
  for (const [index, product] of created.entries()) product.id = ids[index] ?? null;
  await insertProducts(tx, created.map(toIdentity));
  const effects = products.filter(({ effect, before }) => effect !== before);
  await saveEffects(
    tx,
    importId,
    effects.map(({ id, effect }) => ({ productId: id ?? "", effect })),
  );
}

type Placed = Good & { productId: string };

function placeLines(
  lines: ReadLine[],
  good: Good[],
  { places }: BatchPlan,
): { placed: Placed[]; errors: ImportRowError[] } {
  const placeOf = new Map<ReadLine, PlannedProduct | RowError | undefined>(
    good.map((line, index) => [line, places[index]]),
  );
  const placed: Placed[] = [];
  const errors: ImportRowError[] = [];
  for (const line of lines) {
    const place = placeOf.get(line);
    if (place instanceof RowError) errors.push(place.toEntry(line.origin));
    else if (place && hasRow(line)) placed.push({ ...line, productId: place.id ?? "" });
    else errors.push(...line.errors.map((error) => error.toEntry(line.origin)));
  }
  return { placed, errors };
}

function linksOf({ row, origin, productId }: Placed) {
  return row.pictures.flatMap((picture) =>
    "url" in picture ? [{ row: origin.row ?? 0, productId, variant: picture.variant, url: picture.url }] : [],
  );
}

/** Withdraws the note if all pictures were used; else it remains for the others. */
async function keepPictures(tx: Transaction, { note, isPart }: Part, added: NewSourceImage[]): Promise<void> {
  if (!note || added.length === 0) return;
  const needed = new Set(added.map(({ storageKey }) => storageKey));
  if (isPart || note.keys.some((key) => !needed.has(key))) await keepSomeNoted(tx, note);
  else await keepNoted(tx, [note]);
}

async function write(tx: Transaction, importId: string, part: Part): Promise<void> {
  const { from, to, lines, careful, note } = part;
  const held = await holdImport(tx, importId);
  if (held?.status !== "PROCESSING" || held.rowsDone !== from) throw new NotOurs("The import is not at this batch.");
  const good = lines.filter(hasRow);
  const rows = good.map(({ row }) => row);
  const planned = await plan(tx, importId, rows);
  await writeProducts(tx, importId, planned.products);
  const { placed, errors } = placeLines(lines, good, planned);
  const pictures = placed.flatMap(({ pictures: own, productId }) => own.map((image) => ({ ...image, productId })));
  const ids = await addSourceImages(tx, pictures);
  const added = pictures.filter(({ id }) => ids.has(id));
  await keepPictures(tx, part, added);
  const links = placed.flatMap(linksOf);
  await addLinks(tx, importId, links);
  await addImportErrors(tx, importId, errors);
  const products = planned.products.filter(({ effect, before }) => effect !== before);
  await advanceImport(
    tx,
    importId,
    { rowsDone: to, careful },
    {
      productsCreated: products.filter(({ effect }) => effect === "created").length,
      productsUpdated: products.filter(({ effect }) => effect === "updated").length,
      imagesAdded: added.length,
      imagesUnchanged: pictures.length - added.length + placed.reduce((sum, { unchanged }) => sum + unchanged, 0),
      imagesPending: links.length,
      errorCount: errors.length,
      storedBytes: note ? countNewBytes(added, note) : 0,
    },
  );
}

function split({ from, to, lines, careful, note }: Batch): Part[] {
  return lines.map((line, index) => ({
    careful,
    note,
    isPart: true,
    from: lines[index - 1]?.place ?? from,
    to: index === lines.length - 1 ? to : line.place,
    lines: [line],
  }));
}

/** One transaction. If another import creates or deletes the same products, it retries. Throws `NotOurs`. */
export async function writeBatch(importId: string, batch: Part): Promise<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await transaction((tx) => write(tx, importId, batch));
    } catch (error) {
      if (!(isUniqueViolation(error) || isMissingRow(error) || error instanceof ProductGone)) throw error;
      if (attempts < TRIES) continue;
      if (batch.lines.length <= 1) throw error;
      break;
    }
  }
  for (const part of split(batch)) await writeBatch(importId, part);
}
