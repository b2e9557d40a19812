import "server-only";
import { pMapIterable } from "p-map";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { findByIdentifiers } from "#lib/db/products/import.ts";
import type { PhotoBudget } from "#lib/import/budget.ts";
import type { ImportFile, Line } from "#lib/import/import-file.ts";
import { type Photo, PhotoInspector, storePictures, type WantedPicture } from "#lib/import/pictures.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";
import { type Batch, type ReadLine, writeBatch } from "#lib/import/write-batch.ts";
import { log } from "#lib/log.ts";
import type { Store } from "#lib/storage/store.ts";
import { withRetry } from "#lib/with-retry.ts";

/** A transaction of the embedded database keeps all other requests waiting. */
const MAX_LINES = { embedded: 500, postgres: 2_000 };
/** A wide row may have a link for each variant. */
const MAX_LINKS = 1_000;
/** Pictures of a file may share few contents; while they are written, the embedded database serves nobody else. */
const MAX_PICTURES = 100;
/** Batches with new pictures are smaller: after a crash, stored pictures without rows are stored again. */
const MAX_CONTENTS = 20;
/** Paths whose pictures or errors are cached. */
const MAX_SEEN = 200;
/** Lines whose pictures are read at once. */
const READ_AHEAD = 4;

/** Lines to read one by one after a process died, to find the one that killed it. */
const CAREFUL_LINES = MAX_LINES.postgres;

/** `careful`: a worker failed or died at the place where this run starts. */
export type Reading = {
  importId: string;
  file: ImportFile;
  store: Store;
  budget: PhotoBudget;
  signal: AbortSignal;
  careful: boolean;
};

function readLine({ read }: Line): { row: ImportRow | null; errors: RowError[] } {
  try {
    return { row: read(), errors: [] };
  } catch (error) {
    if (error instanceof RowError) return { row: null, errors: [error] };
    throw error;
  }
}

/** A line with what its paths name. Reading ahead, so that pictures are decoded while the database writes. */
type LookedAt = { line: ReadLine; photos: { variant: string; photo: Photo | RowError }[] };

/** Looks at the pictures of lines, each path and each content once. */
class PhotoReader {
  readonly #file: ImportFile;
  /** Results for the latest paths: many rows may name one file. */
  readonly #seen = new Map<string, Promise<Photo | RowError>>();
  readonly #inspector = new PhotoInspector();

  constructor(file: ImportFile) {
    this.#file = file;
  }

  async #read(path: string): Promise<Photo | RowError> {
    const read = () => this.#file.readPicture(path);
    try {
      return await this.#inspector.look(await read(), read);
    } catch (error) {
      if (error instanceof RowError) return error;
      throw error;
    }
  }

  #look(path: string): Promise<Photo | RowError> {
    const known = this.#seen.get(path);
    if (known) return known;
    const found = this.#read(path);
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined && this.#seen.size >= MAX_SEEN) this.#seen.delete(oldest);
    this.#seen.set(path, found);
    return found;
  }

  async lookAt(found: Line, place: number): Promise<LookedAt> {
    const line: ReadLine = { place, origin: found.origin, ...readLine(found), pictures: [], unchanged: 0 };
    const photos: LookedAt["photos"] = [];
    for (const picture of line.row?.pictures ?? [])
      if ("path" in picture) photos.push({ variant: picture.variant, photo: await this.#look(picture.path) });
    return { line, photos };
  }
}

const countLinks = ({ row }: ReadLine) => row?.pictures.filter((picture) => "url" in picture).length ?? 0;

class Batches {
  batch: Batch;
  readonly #reading: Reading;
  readonly #carefulUntil: number;
  readonly #maxLines: number;
  #links = 0;
  /** The pictures of the batch's lines, in order. */
  #wanted: (WantedPicture & { line: ReadLine })[] = [];
  #contents = new Set<string>();

  constructor(reading: Reading, from: number, maxLines: number) {
    this.#reading = reading;
    this.#maxLines = maxLines;
    this.#carefulUntil = reading.careful ? from + CAREFUL_LINES : from;
    this.batch = this.#emptyBatch(from);
  }

  #emptyBatch(from: number): Batch {
    return { from, to: from, lines: [], careful: from < this.#carefulUntil, note: null };
  }

  async add({ line, photos }: LookedAt): Promise<void> {
    this.batch.to = line.place;
    if (line.row === null && line.errors.length === 0) return;
    this.batch.lines.push(line);
    this.#links += countLinks(line);
    await this.#want(line, photos);
    const { lines, careful } = this.batch;
    const isFull =
      lines.length >= this.#maxLines ||
      this.#links >= MAX_LINKS ||
      this.#wanted.length >= MAX_PICTURES ||
      this.#contents.size >= MAX_CONTENTS;
    if (careful || isFull) await this.flush();
  }

  async flush(): Promise<void> {
    const { batch } = this;
    const { importId, signal } = this.#reading;
    if (batch.to === batch.from) return;
    await this.#storePictures();
    await withRetry(() => writeBatch(importId, batch), {
      signal,
      isTransient: isDatabaseTrouble,
      onFailure: (error) => log().warn({ importId, err: error }, "waiting for the database"),
    });
    this.batch = this.#emptyBatch(batch.to);
    this.#links = 0;
    this.#wanted = [];
    this.#contents.clear();
  }

  /** If one picture can't be read, the row fails. */
  async #want(line: ReadLine, photos: LookedAt["photos"]): Promise<void> {
    const { row } = line;
    const unknown = row?.fromName?.orElse ?? null;
    if (row && unknown && (await findByIdentifiers(db, [row])).length === 0) {
      line.errors.push(unknown);
      return;
    }
    for (const { variant, photo } of photos) {
      if (!row) continue;
      if (photo instanceof RowError) {
        line.errors.push(photo);
        continue;
      }
      this.#wanted.push({ line, owner: { asin: row.asin, sku: row.sku }, variant, photo });
      this.#contents.add(photo.facts.sha256);
    }
  }

  async #storePictures(): Promise<void> {
    const { store, budget } = this.#reading;
    const wanted = this.#wanted.filter(({ line }) => line.errors.length === 0);
    const { images, note } = await storePictures(store, budget, wanted);
    for (const [index, { line }] of wanted.entries()) {
      const image = images[index];
      if (image) line.pictures.push(image);
      else line.unchanged += 1;
    }
    this.batch.note = note;
  }
}

/**
 * One transaction per batch, from line number `from` (0 is the first). Throws `NotOurs` if the import has ended or
 * moved on, and the signal's reason.
 */
export async function readRows(reading: Reading, from: number): Promise<void> {
  const { kind } = await driver();
  const batches = new Batches(reading, from, MAX_LINES[kind]);
  const photos = new PhotoReader(reading.file);
  async function* lines() {
    let place = 0;
    for await (const line of reading.file.lines()) {
      reading.signal.throwIfAborted();
      place += 1;
      if (place > from) yield { line, place };
    }
  }
  const looked = pMapIterable(lines(), ({ line, place }) => photos.lookAt(line, place), {
    concurrency: reading.careful ? 1 : READ_AHEAD,
  });
  for await (const each of looked) await batches.add(each);
  await batches.flush();
}
