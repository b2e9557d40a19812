import "server-only";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { findByIdentifiers } from "#lib/db/products/import.ts";
import type { PhotoBudget } from "#lib/import/budget.ts";
import type { ImportFile } from "#lib/import/import-file.ts";
import type { Line } from "#lib/import/lines.ts";
import { type Photo, PhotoInspector, storePictures, type WantedPicture } from "#lib/import/pictures.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";
import { type Batch, type ReadLine, writeBatch } from "#lib/import/write-batch.ts";
import { log } from "#lib/log.ts";
import type { Note } from "#lib/storage/remove-objects.ts";
import type { Store } from "#lib/storage/store.ts";
import { withRetry } from "#lib/with-retry.ts";

/** A transaction of the embedded database keeps all other requests waiting. */
const MAX_LINES = { embedded: 500, postgres: 2_000 };
/** A wide row may have a link for each variant. */
const MAX_LINKS = 1_000;
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

/** A line with what its paths name. */
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

/** Lines whose product is named by its SKU only, which can't create it, and is not in the catalogue. */
async function findUnknown(lines: readonly LookedAt[]): Promise<Map<LookedAt, RowError>> {
  const named = lines.flatMap((looked) => {
    const { row } = looked.line;
    return row?.fromName?.orElse ? [{ looked, row, reason: row.fromName.orElse }] : [];
  });
  if (named.length === 0) return new Map();
  const found = await findByIdentifiers(
    db,
    named.map(({ row }) => row),
  );
  const asins = new Set(found.map(({ asin }) => asin));
  const skus = new Set(found.map(({ sku }) => sku));
  const isKnown = ({ asin, sku }: ImportRow) => (asin !== null && asins.has(asin)) || (sku !== null && skus.has(sku));
  return new Map(named.flatMap(({ looked, row, reason }) => (isKnown(row) ? [] : [[looked, reason]])));
}

/** What the rows of a batch want; a row fails where one of its pictures can't be read. */
async function wantPictures(lines: readonly LookedAt[]): Promise<(WantedPicture & { line: ReadLine })[]> {
  const unknown = await findUnknown(lines);
  return lines.flatMap((looked) => {
    const { line, photos } = looked;
    const reason = unknown.get(looked);
    line.errors.push(
      ...(reason ? [reason] : photos.flatMap(({ photo }) => (photo instanceof RowError ? [photo] : []))),
    );
    const { row } = line;
    if (!row || line.errors.length > 0) return [];
    const owner = { asin: row.asin, sku: row.sku };
    return photos.flatMap(({ variant, photo }) => (photo instanceof RowError ? [] : [{ line, owner, variant, photo }]));
  });
}

/** Writes one batch after the other, each while the next one is read. */
class Batches {
  readonly #reading: Reading;
  readonly #carefulUntil: number;
  readonly #maxLines: number;
  #from: number;
  #to: number;
  #lines: LookedAt[] = [];
  #links = 0;
  #pictures = 0;
  readonly #contents = new Set<string>();
  #writing: Promise<void> = Promise.resolve();

  constructor(reading: Reading, from: number, maxLines: number) {
    this.#reading = reading;
    this.#maxLines = maxLines;
    this.#carefulUntil = reading.careful ? from + CAREFUL_LINES : from;
    this.#from = from;
    this.#to = from;
  }

  /** Throws what went wrong with the batch before. */
  async add(looked: LookedAt): Promise<void> {
    const { line, photos } = looked;
    this.#to = line.place;
    if (line.row === null && line.errors.length === 0) return;
    this.#lines.push(looked);
    this.#links += countLinks(line);
    this.#pictures += photos.length;
    for (const { photo } of photos) if (!(photo instanceof RowError)) this.#contents.add(photo.facts.sha256);
    const isFull =
      Math.max(this.#lines.length, this.#pictures) >= this.#maxLines ||
      this.#links >= MAX_LINKS ||
      this.#contents.size >= MAX_CONTENTS;
    if (this.#isCareful()) await this.finish();
    else if (isFull) await this.#flush();
  }

  /** Writes what is left, and waits until it is written. */
  async finish(): Promise<void> {
    if (this.#to > this.#from) await this.#flush();
    await this.#writing;
  }

  /** Never throws: nothing is written once this is over. */
  async settle(): Promise<void> {
    await this.#writing.catch(() => {});
  }

  #isCareful(): boolean {
    return this.#from < this.#carefulUntil;
  }

  async #flush(): Promise<void> {
    const place = { from: this.#from, to: this.#to, careful: this.#isCareful() };
    const lines = this.#lines;
    this.#from = this.#to;
    this.#lines = [];
    this.#links = 0;
    this.#pictures = 0;
    this.#contents.clear();
    await this.#writing;
    this.#writing = this.#write(place, lines);
    // Thrown by what awaits it next.
    this.#writing.catch(() => {});
  }

  async #write(place: Pick<Batch, "from" | "to" | "careful">, looked: LookedAt[]): Promise<void> {
    const { importId, signal } = this.#reading;
    const note = await this.#storePictures(looked);
    const batch = { ...place, lines: looked.map(({ line }) => line), note };
    await withRetry(() => writeBatch(importId, batch), {
      signal,
      isTransient: isDatabaseTrouble,
      onFailure: (error) => log().warn({ importId, err: error }, "waiting for the database"),
    });
  }

  async #storePictures(looked: LookedAt[]): Promise<Note | null> {
    const { store, budget } = this.#reading;
    const wanted = await wantPictures(looked);
    const { images, note } = await storePictures(store, budget, wanted);
    for (const [index, { line }] of wanted.entries()) {
      const image = images[index];
      if (image) line.pictures.push(image);
      else line.unchanged += 1;
    }
    return note;
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
  const mostAhead = reading.careful ? 1 : READ_AHEAD;
  const ahead: Promise<LookedAt>[] = [];
  try {
    let place = 0;
    for await (const piece of reading.file.pieces()) {
      reading.signal.throwIfAborted();
      for (const line of piece) {
        place += 1;
        if (place <= from) continue;
        const looked = photos.lookAt(line, place);
        // Thrown where its turn comes.
        looked.catch(() => {});
        ahead.push(looked);
        for (const first of ahead.splice(0, ahead.length - mostAhead + 1)) await batches.add(await first);
      }
    }
    for (const last of ahead) await batches.add(await last);
    await batches.finish();
  } finally {
    await batches.settle();
  }
}
