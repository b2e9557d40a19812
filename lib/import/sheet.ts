import "server-only";
import { Readable } from "node:stream";
import { type CsvError, type Options, parse } from "csv-parse";
import { RowError } from "#lib/import/row.ts";

const MAX_RECORD_CHARACTERS = 1_000_000;
const SEPARATORS = [",", ";", "\t"];

/** A record of a sheet by its number as a spreadsheet counts (the header is 1): its values, or why it can't be read. */
export type SheetRecord = { row: number; values: string[] } | { row: number; error: RowError };

/** Excel's own first line that names the separator. */
const EXCEL_SEPARATOR = /^sep=([,;\t])\r?\n/i;

/** The separator that appears most often in the header line, outside its quotes. */
function separatorOf(head: string): string {
  const line = head.replaceAll(/"[^"]*"/g, "").split(/\r\n|\n|\r/, 1)[0] ?? "";
  const count = (separator: string) => line.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/** UTF-8, or what the byte order mark says. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
}

/** The text of a file, its byte order mark taken off. Bytes that are no text become U+FFFD. */
async function* decode(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  for await (const chunk of input) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

type Damage = { row: number; cause: CsvError };

/** The records of a CSV; `onDamage` hears of each that can't be read, by its number. */
async function* records(input: Readable, onDamage: (damage: Damage) => void): AsyncGenerator<string[]> {
  const text = decode(input);
  const first = await text.next();
  const start = first.done ? "" : first.value;
  const named = EXCEL_SEPARATOR.exec(start);
  const head = named ? start.slice(named[0].length) : start;
  const options: Options = {
    delimiter: named?.[1] ?? separatorOf(head),
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

/**
 * The records of a CSV, the header first: separated by commas, semicolons or tabs, in UTF-8 or, with a byte order mark, in
 * UTF-16. Those that can't be read come last.
 */
export async function* readSheet(input: Readable): AsyncGenerator<SheetRecord> {
  let row = 0;
  const damages: Damage[] = [];
  for await (const values of records(input, (damage) => damages.push(damage))) {
    row += 1;
    yield { row, values };
  }
  for (const { row: at, cause } of damages) {
    const message = "From this row on the file is no CSV: look for a quote that is not closed.";
    yield { row: at, error: new RowError("BAD_TEXT", message, { cause }) };
  }
}
