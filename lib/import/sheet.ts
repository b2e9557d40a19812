import "server-only";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type CsvError, type Options, type Parser, parse } from "csv-parse";
import { readRawRecords } from "#lib/import/raw-records.ts";
import { RowError } from "#lib/import/row.ts";
import { decodeText } from "#lib/import/text-encoding.ts";
import type { Encoding } from "#lib/schemas/import.ts";

const MAX_RECORD_CHARACTERS = 1_000_000;
/** Characters that are parsed before other work of the process has its turn. */
const PIECE_CHARACTERS = 2_048;
export const SEPARATORS = [",", ";", "\t", "|"] as const;
export type Separator = (typeof SEPARATORS)[number];

/** How a sheet is written: `width` is the number of cells that a whole record has. */
export type Dialect = { encoding: Encoding; separator: Separator; width: number };

/** A record of a sheet by its number as a spreadsheet counts: its values, or why the rest of the sheet can't be read. */
export type SheetRecord = { row: number; values: string[] } | { row: number; error: RowError };

/** Excel's own first line that names the separator. */
const EXCEL_SEPARATOR = /^"?sep=([,;\t|])"?(?:\r\n|\n|\r)/i;

/** The separator that the first line of a sheet names; null where it names none. */
export function namedSeparator(start: string): Separator | null {
  const named = EXCEL_SEPARATOR.exec(start)?.[1];
  return SEPARATORS.find((separator) => separator === named) ?? null;
}

type Damage = { row: number; cause: CsvError };

/** A parser that stands still at the first damage: what it would make of the text behind it is no row of the sheet. */
class Records {
  damage: Damage | null = null;
  readonly parser: Parser;
  readonly #source: Readable;
  #records = 0;

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
        if (cause) this.damage ??= { row: this.#records + 1, cause };
        return undefined;
      },
      // For each record that is not as long as the first, the parser makes an error with a copy of it, even if nobody wants
      // one: that is most of the work of a ragged sheet. Every record is its first.
      onRecord: (values: string[]) => {
        this.#records += 1;
        Object.assign(this.parser.info, { records: 0 });
        return values;
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

async function* quotedRecords(text: AsyncIterable<string>, separator: Separator): AsyncGenerator<SheetRecord> {
  const records = new Records(text, separator);
  try {
    let row = 0;
    for await (const values of records.parser as AsyncIterable<string[]>) {
      row += 1;
      if (records.damage && row >= records.damage.row) break;
      yield { row, values };
    }
    if (!records.damage) return;
    const message = "The CSV can't be parsed from this row on. Check for an unclosed quote.";
    yield { row: records.damage.row, error: new RowError("BAD_TEXT", message, { cause: records.damage.cause }) };
  } finally {
    records.destroy();
  }
}

async function* rawRecords(
  text: AsyncIterable<string>,
  { separator, width }: Pick<Dialect, "separator" | "width">,
): AsyncGenerator<SheetRecord> {
  let row = 0;
  try {
    for await (const values of readRawRecords(text, separator, width)) {
      row += 1;
      yield { row, values };
    }
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    yield { row: row + 1, error };
  }
}

/** Text in small pieces, with a turn of the event loop after each: a record can't be parsed in parts, the text of many can. */
async function* inTurns(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const part of text) {
    for (let at = 0; at < part.length; at += PIECE_CHARACTERS) {
      yield part.slice(at, at + PIECE_CHARACTERS);
      await setImmediate();
    }
  }
}

/** Text without Excel's line that names the separator. */
async function* withoutNamed(text: AsyncIterable<string>): AsyncGenerator<string> {
  let start: string | null = "";
  for await (const part of text) {
    if (start === null) yield part;
    else {
      start += part;
      // The line has at most ten characters.
      if (start.length < 10) continue;
      yield start.replace(EXCEL_SEPARATOR, "");
      start = null;
    }
  }
  if (start) yield start.replace(EXCEL_SEPARATOR, "");
}

/** The records of text that is decoded already. */
export function readRecords(
  text: AsyncIterable<string>,
  dialect: Pick<Dialect, "separator" | "width">,
): AsyncGenerator<SheetRecord> {
  const records = inTurns(withoutNamed(text));
  const isRaw = dialect.separator === "\t" || dialect.separator === "|";
  return isRaw ? rawRecords(records, dialect) : quotedRecords(records, dialect.separator);
}

/**
 * The records of a sheet. The first that can't be read is the last. `input` is closed whenever the caller has had enough.
 */
export async function* readSheet(input: Readable, dialect: Dialect): AsyncGenerator<SheetRecord> {
  try {
    yield* readRecords(decodeText(input, dialect.encoding), dialect);
  } finally {
    input.destroy();
  }
}
