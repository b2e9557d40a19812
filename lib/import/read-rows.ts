import "server-only";
import { findProgress } from "#lib/db/imports.ts";
import { isDatabaseTrouble } from "#lib/db/trouble.ts";
import type { ImportFile, Line } from "#lib/import/import-file.ts";
import { pictureId, storePicture } from "#lib/import/pictures.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";
import { type Batch, NotOurs, type ReadLine, writeBatch } from "#lib/import/write-batch.ts";
import { log } from "#lib/log.ts";
import { outlast } from "#lib/outlast.ts";
import { removePicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

const MAX_LINES = 500;
/** A batch with pictures is smaller: what is stored but not yet written would be stored again after a crash. */
const MAX_IMAGES = 20;

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

/** Stores the pictures that a row has in the zip. Where one of them can't be read, the row does not go in. */
async function takePictures({ importId, file, store }: Reading, line: ReadLine, place: number): Promise<void> {
  const { row } = line;
  for (const [index, picture] of row?.pictures.entries() ?? []) {
    if (!row || "url" in picture) continue;
    try {
      const bytes = await file.readPicture(picture.path);
      const id = pictureId(importId, place, index);
      const image = await storePicture(store, row, { id, variant: picture.variant, bytes });
      if (image) line.images.push(image);
      else line.unchanged += 1;
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      line.errors.push(error);
    }
  }
}

async function flush({ importId, store, signal }: Reading, batch: Batch): Promise<void> {
  const unneeded = await outlast(() => writeBatch(importId, batch), {
    signal,
    passes: isDatabaseTrouble,
    onFailure: (error) => log().warn({ importId, err: error }, "waiting for the database"),
  });
  for (const { storageKey } of unneeded) await removePicture(store, storageKey);
}

/** Removes the pictures of lines that were never written, unless another process may have written them by now. */
async function forget({ importId, store, signal }: Reading, { lines }: Batch, error: unknown): Promise<void> {
  if (signal.aborted) return;
  if (error instanceof NotOurs && (await findProgress(importId))?.status !== "CANCELLED") return;
  for (const { storageKey } of lines.flatMap(({ images }) => images)) await removePicture(store, storageKey);
}

/** Reads lines, from number `from` on, into batches. `batch` is the one that is being filled. */
class Batches {
  batch: Batch;
  readonly #reading: Reading;

  constructor(reading: Reading, from: number) {
    this.#reading = reading;
    this.batch = { from, lines: [] };
  }

  async add(found: Line, place: number): Promise<void> {
    const line: ReadLine = { origin: found.origin, ...readLine(found), images: [], unchanged: 0 };
    this.batch.lines.push(line);
    await takePictures(this.#reading, line, place);
    const images = this.batch.lines.reduce((sum, { images: own }) => sum + own.length, 0);
    if (this.batch.lines.length >= MAX_LINES || images >= MAX_IMAGES) await this.flush();
  }

  async flush(): Promise<void> {
    const { from, lines } = this.batch;
    if (lines.length === 0) return;
    await flush(this.#reading, this.batch);
    this.batch = { from: from + lines.length, lines: [] };
  }
}

/**
 * Puts the lines of a file into the catalogue, in batches of one transaction each, from line number `from` on (0 is the
 * first). Throws `NotOurs` where the import is cancelled meanwhile, and what aborted the signal.
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
