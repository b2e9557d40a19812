import "server-only";
import { db } from "#lib/db/client.ts";
import { findProgress } from "#lib/db/imports/state.ts";
import { findByIdentifiers } from "#lib/db/products/import.ts";
import { AppError } from "#lib/errors.ts";
import { isLink } from "#lib/import/columns.ts";
import type { ImportFile } from "#lib/import/import-file.ts";
import { eachLine, type Line } from "#lib/import/lines.ts";
import { Plan, type PlannedProduct } from "#lib/import/plan-batch.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";
import { withStoredImport } from "#lib/import/stored-file.ts";
import type { Corrections, ImportPreview, ImportRowError } from "#lib/schemas/import.ts";
import { MAX_PREVIEW_ROWS } from "#lib/schemas/limits.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";
import { store } from "#lib/storage/storage.ts";

const ERRORS_SHOWN = 100;
const SAMPLES = 3;
const SAMPLE_LENGTH = 200;
const BATCH = 500;

type Waiting = { line: Line; row: ImportRow | RowError };

class Digest {
  readonly errors: ImportRowError[] = [];
  readonly samples: string[][] = [];
  rows = 0;
  links = 0;
  errorCount = 0;
  readonly #file: ImportFile;
  readonly #plan = new Plan();
  readonly #known = new Set<string>();
  readonly #placed = new Set<PlannedProduct>();
  readonly #variants = new Map<string, number>();
  #waiting: Waiting[] = [];

  constructor(file: ImportFile) {
    this.#file = file;
  }

  async add(line: Line): Promise<void> {
    if (this.samples.length < SAMPLES) this.samples.push(line.values.map((value) => value.slice(0, SAMPLE_LENGTH)));
    const row = this.#read(line);
    if (row) this.#waiting.push({ line, row });
    if (this.#waiting.length >= BATCH) await this.settle();
  }

  async settle(): Promise<void> {
    const rows = this.#waiting.flatMap(({ row }) => (row instanceof RowError ? [] : [row]));
    const found = await findByIdentifiers(db, rows);
    const news = found.filter(({ id }) => !this.#known.has(id));
    for (const { id } of news) this.#known.add(id);
    this.#plan.know(news.map((product) => ({ ...product, effect: null })));
    for (const { line, row } of this.#waiting) this.#count(line, row);
    this.#waiting = [];
  }

  get products(): number {
    return this.#placed.size;
  }

  get newProducts(): number {
    return [...this.#placed].filter(({ id }) => id === null).length;
  }

  get variants(): ImportPreview["variants"] {
    const variants = [...this.#variants].map(([variant, count]) => ({ variant, count }));
    return variants.sort((a, b) => compareVariants(a.variant, b.variant));
  }

  #read({ read }: Line): ImportRow | RowError | null {
    try {
      const row = read();
      for (const picture of row?.pictures ?? []) if ("path" in picture) this.#file.checkPicture(picture.path);
      return row;
    } catch (error) {
      if (error instanceof RowError) return error;
      throw error;
    }
  }

  #count({ origin }: Line, row: ImportRow | RowError): void {
    this.rows += 1;
    try {
      if (row instanceof RowError) throw row;
      this.#placed.add(this.#plan.place(row));
      for (const picture of row.pictures) {
        this.#variants.set(picture.variant, (this.#variants.get(picture.variant) ?? 0) + 1);
        if ("url" in picture) this.links += 1;
      }
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      this.errorCount += 1;
      if (this.errors.length < ERRORS_SHOWN) this.errors.push(error.toEntry(origin));
    }
  }
}

function columnsOf({ sheet }: ImportFile, samples: string[][]): ImportPreview["columns"] {
  return (sheet?.header ?? []).map((name, index) => {
    const cells = samples.map((values) => values[index] ?? "");
    return {
      name: name.slice(0, SAMPLE_LENGTH),
      mapping: sheet?.columns[index] ?? null,
      samples: cells,
      holdsLinks: cells.some(isLink),
    };
  });
}

async function digest(file: ImportFile): Promise<ImportPreview> {
  const found = new Digest(file);
  let seen = 0;
  let complete = true;
  for await (const line of eachLine(file)) {
    if (seen >= MAX_PREVIEW_ROWS) {
      complete = false;
      break;
    }
    seen += 1;
    await found.add(line);
  }
  await found.settle();
  const { rows, products, newProducts, variants, links, errors, errorCount } = found;
  return {
    columns: columnsOf(file, found.samples),
    format: file.sheet?.format ?? null,
    encoding: file.sheet?.dialect.encoding ?? null,
    headerRow: file.sheet?.headerRow ?? null,
    ...{ rows, products, newProducts, variants, links, errors, errorCount, complete },
  };
}

/** Null if there is no such import. Throws a 409 if it was started. */
export async function previewImport(id: string, corrected: Corrections): Promise<ImportPreview | null> {
  const progress = await findProgress(id);
  if (!progress) return null;
  if (progress.status !== "DRAFT") throw new AppError("conflict", "This import has already been started.");
  return withStoredImport(store(), { ...corrected, id }, digest);
}
