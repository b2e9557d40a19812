import "server-only";
import { Readable } from "node:stream";
import { type CsvError, type Options, type Parser, parse } from "csv-parse";
import { RowError } from "#lib/import/row.ts";

const MAX_RECORD_CHARACTERS = 1_000_000;
const SEPARATORS = [",", ";", "\t"];

/** A record of a sheet by its number as a spreadsheet counts: its values, or why the rest of the sheet can't be read. */
export type SheetRecord = { row: number; values: string[]; separator: string } | { row: number; error: RowError };

/** Excel's own first line that names the separator. */
const EXCEL_SEPARATOR = /^"?sep=([,;\t])"?\r?\n/i;

/** The separator that appears most often in the first line with something in it, outside its quotes. */
function separatorOf(head: string): string {
  const lines = head.replaceAll(/"[^"]*"/g, "x").split(/\r\n|\n|\r/);
  const line = lines.find((text) => /[^\s,;]/.test(text)) ?? "";
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

/** A parser that stands still at the first damage: what it would make of the text behind it is no row of the sheet. */
class Records {
  damage: Damage | null = null;
  readonly parser: Parser;
  readonly #source: Readable;

  constructor(text: AsyncIterable<string>, separator: string) {
    const options: Options = {
      delimiter: separator,
      recordDelimiter: ["\r\n", "\n", "\r"],
      relaxColumnCount: true,
      relaxQuotes: true,
      maxRecordSize: MAX_RECORD_CHARACTERS,
      // Thrown, an error would take records with it that are read but not yet handed out.
      skipRecordsWithError: true,
      onSkip: (cause) => {
        if (cause) this.damage ??= { row: this.parser.info.records + 1, cause };
        return undefined;
      },
    };
    this.parser = parse(options);
    this.#source = Readable.from(this.#untilDamage(text));
    this.#source.on("error", (error) => this.parser.destroy(error));
    this.#source.pipe(this.parser);
  }

  destroy(): void {
    this.parser.destroy();
    this.#source.destroy();
  }

  async *#untilDamage(text: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const part of text) {
      if (this.damage) return;
      yield part;
    }
  }
}

async function* continued(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function* readRecords(input: Readable): AsyncGenerator<SheetRecord> {
  const text = decode(input);
  const first = await text.next();
  const start = first.done ? "" : first.value;
  const named = EXCEL_SEPARATOR.exec(start);
  const head = named ? start.slice(named[0].length) : start;
  const separator = named?.[1] ?? separatorOf(head);
  const records = new Records(continued(head, text), separator);
  try {
    let row = 0;
    for await (const values of records.parser as AsyncIterable<string[]>) {
      row += 1;
      if (records.damage && row >= records.damage.row) break;
      yield { row, values, separator };
    }
    if (!records.damage) return;
    const message = "From this row on the file is no CSV: look for a quote that is not closed.";
    yield { row: records.damage.row, error: new RowError("BAD_TEXT", message, { cause: records.damage.cause }) };
  } finally {
    records.destroy();
  }
}

/**
 * The records of a CSV, the header's first: separated by commas, semicolons or tabs, in UTF-8 or, with a byte order mark,
 * in UTF-16. The first that can't be read is the last. `input` is closed whenever the caller has had enough.
 */
export async function* readSheet(input: Readable): AsyncGenerator<SheetRecord> {
  try {
    yield* readRecords(input);
  } finally {
    input.destroy();
  }
}
