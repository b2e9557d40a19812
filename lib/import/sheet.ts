import "server-only";
import { Readable } from "node:stream";
import { type CsvError, type Options, parse } from "csv-parse";
import { AppError } from "#lib/errors.ts";
import { type Cells, COLUMNS, RowError } from "#lib/import/row.ts";

const MAX_RECORD_CHARACTERS = 1_000_000;
const SEPARATORS = [",", ";", "\t"];

/** A row of the sheet, by its number (the header is 1): its cells, or why it can't be read. */
export type SheetRow = { row: number; cells: Cells } | { row: number; error: RowError };

/** The separator that appears most often in the header line. */
function separatorOf(head: string): string {
  const line = head.split(/\r?\n/, 1)[0] ?? "";
  const count = (separator: string) => line.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/** The place of each known column; other columns are ignored. Throws a 422 `AppError` where the header names none of them. */
function readHeader(names: string[]): Map<number, (typeof COLUMNS)[number]> {
  const places = new Map<number, (typeof COLUMNS)[number]>();
  for (const [index, name] of names.entries()) {
    const column = COLUMNS.find((known) => known === name.trim().toLowerCase());
    if (column && ![...places.values()].includes(column)) places.set(index, column);
  }
  const found = new Set(places.values());
  if (!found.has("asin") && !found.has("sku")) {
    throw new AppError(
      "unprocessable",
      `The first row must name the columns, at least asin or sku: ${COLUMNS.join(", ")}.`,
    );
  }
  return places;
}

async function* decode(input: Readable): AsyncGenerator<string> {
  input.setEncoding("utf8");
  for await (const chunk of input) yield String(chunk);
}

type Damage = { row: number; cause: CsvError };

/** The records of a CSV; `onDamage` hears of each that can't be read, by its number. */
async function* records(input: Readable, onDamage: (damage: Damage) => void): AsyncGenerator<string[]> {
  const text = decode(input);
  const first = await text.next();
  const head = first.done ? "" : first.value;
  const options: Options = {
    bom: true,
    delimiter: separatorOf(head),
    recordDelimiter: ["\r\n", "\n", "\r"],
    relaxColumnCount: true,
    relaxQuotes: true,
    maxRecordSize: MAX_RECORD_CHARACTERS,
    // Thrown, an error would take records with it that are read but not yet handed out.
    skipRecordsWithError: true,
    onSkip: (cause) => {
      if (cause) onDamage({ row: parser.info.records + 1, cause });
      return undefined;
    },
  };
  const parser = parse(options);
  async function* whole() {
    yield head;
    yield* text;
  }
  const source = Readable.from(whole());
  source.on("error", (error) => parser.destroy(error));
  yield* source.pipe(parser);
}

/** The rows of a CSV below its header, separated by commas, semicolons or tabs. Throws a 422 `AppError` for a sheet without a header. */
export async function* readSheet(input: Readable): AsyncGenerator<SheetRow> {
  let row = 0;
  let header: ReturnType<typeof readHeader> | null = null;
  const damages: Damage[] = [];
  for await (const values of records(input, (damage) => damages.push(damage))) {
    row += 1;
    if (header) {
      const named = [...header].map(([index, column]) => [column, values[index] ?? ""]);
      yield { row, cells: Object.fromEntries(named) };
    } else header = readHeader(values);
  }
  for (const { row: at, cause } of damages) {
    const message = "From this row on the file is no CSV: look for a quote that is not closed.";
    yield { row: at, error: new RowError("BAD_TEXT", message, { cause }) };
  }
  if (!header) readHeader([]);
}
