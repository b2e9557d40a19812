import "server-only";
import { findProgress, findWrittenPictures } from "#lib/db/imports.ts";
import { isDatabaseTrouble } from "#lib/db/trouble.ts";
import type { ImportFile, Line } from "#lib/import/import-file.ts";
import { batchPictureId, storePicture } from "#lib/import/pictures.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";
import { type Batch, NotOurs, type ReadLine, writeBatch } from "#lib/import/write-batch.ts";
import { log } from "#lib/log.ts";
import { outlast } from "#lib/outlast.ts";
import { isImportOver } from "#lib/schemas/import.ts";
import { removePicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

const MAX_LINES = 500;
/** A wide row may hold a link for each slot. */
const MAX_LINKS = 1_000;
/** A batch with pictures is smaller: what is stored but not yet written would be stored again after a crash. */
const MAX_PICTURES = 20;

/** An import under way: its file, its store, and the signal that ends the work on it. */
export type Reading = { importId: string; file: ImportFile; store: Store; signal: AbortSignal };

function readLine({ read }: Line): { row: ImportRow | null; errors: RowError[] } {
  try {
    return { row: read(), errors: [] };
  } catch (error) {
    if (error instanceof RowError) return { row: null, errors: [error] };
    throw error;
  }
}

const countLinks = ({ row }: ReadLine) => row?.pictures.filter((picture) => "url" in picture).length ?? 0;

/** Removes the pictures of lines that are in the store and in no product. */
async function removeUnused(store: Store, lines: ReadLine[]): Promise<void> {
  const images = lines.flatMap((line) => line.images);
  if (images.length === 0) return;
  const written = await findWrittenPictures(images.map(({ id }) => id));
  for (const { id, storageKey } of images) if (!written.has(id)) await removePicture(store, storageKey);
}

/** Removes the pictures of lines that were not written, but of those that another process may be writing now. */
async function forget({ importId, store, signal }: Reading, { lines }: Batch, error: unknown): Promise<void> {
  if (signal.aborted) return;
  const progress = await findProgress(importId);
  const isOurs = !(error instanceof NotOurs) || progress === null || isImportOver(progress);
  const settled = lines.filter(({ place }) => isOurs || place <= progress.rowsDone);
  await removeUnused(store, settled);
}

/** Reads lines, from number `from` on, into batches. `batch` is the one that is being filled. */
class Batches {
  batch: Batch;
  readonly #reading: Reading;
  #pictures = 0;
  #links = 0;

  constructor(reading: Reading, from: number) {
    this.#reading = reading;
    this.batch = { from, to: from, lines: [] };
  }

  async add(found: Line, place: number): Promise<void> {
    const line: ReadLine = { place, origin: found.origin, ...readLine(found), images: [], unchanged: 0 };
    this.batch.to = place;
    if (line.row === null && line.errors.length === 0) return;
    this.batch.lines.push(line);
    this.#links += countLinks(line);
    await this.#takePictures(line);
    if (this.batch.lines.length >= MAX_LINES || this.#links >= MAX_LINKS || this.#pictures >= MAX_PICTURES)
      await this.flush();
  }

  async flush(): Promise<void> {
    const { batch } = this;
    const { importId, store, signal } = this.#reading;
    if (batch.to === batch.from) return;
    await outlast(() => writeBatch(importId, batch), {
      signal,
      passes: isDatabaseTrouble,
      onFailure: (error) => log().warn({ importId, err: error }, "waiting for the database"),
    });
    await removeUnused(store, batch.lines);
    this.batch = { from: batch.to, to: batch.to, lines: [] };
    this.#pictures = 0;
    this.#links = 0;
  }

  /** Stores the pictures that a row has in the zip. Where one of them can't be read, the row does not go in. */
  async #takePictures(line: ReadLine): Promise<void> {
    const { importId, file, store } = this.#reading;
    const { row } = line;
    for (const picture of row?.pictures ?? []) {
      if (!row || "url" in picture) continue;
      const id = batchPictureId(importId, this.batch.from, this.#pictures);
      this.#pictures += 1;
      try {
        const bytes = await file.readPicture(picture.path);
        const image = await storePicture(store, row, { id, variant: picture.variant, bytes });
        if (image) line.images.push(image);
        else line.unchanged += 1;
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        line.errors.push(error);
      }
    }
  }
}

/**
 * Puts the lines of a file into the catalogue, in batches of one transaction each, from line number `from` on (0 is the
 * first). Throws `NotOurs` where the import has ended or moved on meanwhile, and what aborted the signal.
 */
export async function readRows(reading: Reading, from: number): Promise<void> {
  const batches = new Batches(reading, from);
  let place = 0;
  try {
    for await (const line of reading.file.lines()) {
      reading.signal.throwIfAborted();
      place += 1;
      if (place > from) await batches.add(line, place);
    }
    await batches.flush();
  } catch (error) {
    await forget(reading, batches.batch, error);
    throw error;
  }
}
