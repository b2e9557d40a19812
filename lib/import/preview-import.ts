import "server-only";
import { findProgress } from "#lib/db/imports.ts";
import { AppError } from "#lib/errors.ts";
import type { ImportFile, Line } from "#lib/import/import-file.ts";
import { RowError } from "#lib/import/row.ts";
import { withStoredImport } from "#lib/import/stored-file.ts";
import { type Column, type ImportPreview, type ImportRowError, MAX_PREVIEW_ROWS } from "#lib/schemas/import.ts";
import { compareVariants } from "#lib/schemas/variant.ts";
import { store } from "#lib/storage/storage.ts";

const ERRORS_SHOWN = 100;
const SAMPLES = 3;
const SAMPLE_LENGTH = 200;

/** What a file says, gathered line by line. */
class Digest {
  readonly errors: ImportRowError[] = [];
  readonly samples: string[][] = [];
  rows = 0;
  links = 0;
  errorCount = 0;
  readonly #checkPicture: ImportFile["checkPicture"];
  readonly #products = new Set<string>();
  readonly #slots = new Map<string, number>();

  constructor({ checkPicture }: ImportFile) {
    this.#checkPicture = checkPicture;
  }

  add({ origin, values, read }: Line): void {
    if (this.samples.length < SAMPLES) this.samples.push(values.map((value) => value.slice(0, SAMPLE_LENGTH)));
    try {
      const row = read();
      if (!row) return;
      for (const picture of row.pictures) if ("path" in picture) this.#checkPicture(picture.path);
      this.rows += 1;
      this.#products.add(row.asin ?? `SKU ${row.sku}`);
      for (const picture of row.pictures) {
        this.#slots.set(picture.variant, (this.#slots.get(picture.variant) ?? 0) + 1);
        if ("url" in picture) this.links += 1;
      }
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      this.rows += 1;
      this.errorCount += 1;
      if (this.errors.length < ERRORS_SHOWN) this.errors.push(error.toEntry(origin));
    }
  }

  get products(): number {
    return this.#products.size;
  }

  get slots(): ImportPreview["slots"] {
    const slots = [...this.#slots].map(([variant, count]) => ({ variant, count }));
    return slots.sort((a, b) => compareVariants(a.variant, b.variant));
  }
}

async function digest(file: ImportFile): Promise<ImportPreview> {
  const { sheet } = file;
  const found = new Digest(file);
  let seen = 0;
  let complete = true;
  for await (const line of file.lines()) {
    if (seen >= MAX_PREVIEW_ROWS) {
      complete = false;
      break;
    }
    seen += 1;
    found.add(line);
  }
  const columns = (sheet?.header ?? []).map((name, index) => ({
    name: name.slice(0, SAMPLE_LENGTH),
    means: sheet?.columns[index] ?? null,
    samples: found.samples.map((values) => values[index] ?? ""),
  }));
  const { rows, products, slots, links, errors, errorCount } = found;
  return { columns, rows, products, slots, links, errors, errorCount, complete };
}

/** What is understood of the file of an import that waits for a person. Null where there is none; a 409 where it was started. */
export async function previewImport(id: string, columns: Column[] | null): Promise<ImportPreview | null> {
  const progress = await findProgress(id);
  if (!progress) return null;
  if (progress.status !== "DRAFT") throw new AppError("conflict", "This import has been started already.");
  return withStoredImport(store(), { id, columns }, digest);
}
