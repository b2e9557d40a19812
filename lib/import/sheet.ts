import "server-only";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type CsvError, type Options, type Parser, parse } from "csv-parse";
import { readRawRecords } from "#lib/import/raw-records.ts";
import { RowError } from "#lib/import/row.ts";
import { decodeText } from "#lib/import/text-encoding.ts";
import type { Encoding } from "#lib/schemas/import-fields.ts";

const MAX_RECORD_CHARACTERS = 1_000_000;
/** Characters parsed before other work of the process gets its turn. */
const PIECE_CHARACTERS = 2_048;
const PIECE_RECORDS = 40;
export const SEPARATORS = [",", ";", "\t", "|"] as const;
export type Separator = (typeof SEPARATORS)[number];

export type Dialect = { encoding: Encoding; separator: Separator; width: number };

/** `row`: as a spreadsheet counts. An error means that the rest of the sheet can't be read. */
export type SheetRecord = { row: number; values: string[] } | { row: number; error: RowError };

/** Excel's first line that names the separator. */
const EXCEL_SEPARATOR = /^"?sep=([,;\t|])"?(?:\r\n|\n|\r)/i;

export function namedSeparator(start: string): Separator | null {
  const named = EXCEL_SEPARATOR.exec(start)?.[1];
  return SEPARATORS.find((separator) => separator === named) ?? null;
}

type Damage = { row: number; cause: CsvError };

/** Stops at the first damage: what follows can't be trusted. */
class Records {
  damage: Damage | null = null;
  readonly #parser: Parser;
  #records = 0;
  #taken: SheetRecord[] = [];

  constructor(separator: string) {
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
        Object.assign(this.#parser.info, { records: 0 });
        if (!this.damage) this.#taken.push({ row: this.#records, values });
        // Nothing goes through the parser's stream, which costs more than to parse.
        return null;
      },
    };
    this.#parser = parse(options);
    this.#parser.on("error", () => {}); // thrown by `read`
  }

  /** What is complete with this text. */
  async read(text: string): Promise<SheetRecord[]> {
    if (!this.#parser.write(text)) await once(this.#parser, "drain");
    if (this.#parser.errored) throw this.#parser.errored;
    return this.#take();
  }

  async end(): Promise<SheetRecord[]> {
    this.#parser.end();
    await once(this.#parser, "finish");
    return this.#take();
  }

  destroy(): void {
    this.#parser.destroy();
  }

  #take(): SheetRecord[] {
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }
}

async function* quotedRecords(text: AsyncIterable<string>, separator: Separator): AsyncGenerator<SheetRecord[]> {
  const records = new Records(separator);
  try {
    for await (const part of text) {
      yield await records.read(part);
      if (records.damage) break;
    }
    if (!records.damage) yield await records.end();
    if (!records.damage) return;
    const message = "The CSV can't be parsed from this row on. Check for an unclosed quote.";
    yield [{ row: records.damage.row, error: new RowError("BAD_TEXT", message, { cause: records.damage.cause }) }];
  } finally {
    records.destroy();
  }
}

async function* rawRecords(
  text: AsyncIterable<string>,
  { separator, width }: Pick<Dialect, "separator" | "width">,
): AsyncGenerator<SheetRecord[]> {
  let row = 0;
  let piece: SheetRecord[] = [];
  try {
    for await (const values of readRawRecords(text, separator, width)) {
      row += 1;
      piece.push({ row, values });
      if (piece.length < PIECE_RECORDS) continue;
      yield piece;
      piece = [];
    }
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    piece.push({ row: row + 1, error });
  }
  yield piece;
}

/** The first half of a character that JavaScript counts as two, such as an emoji. */
const isFirstHalf = (code: number) => code >= 0xd800 && code < 0xdc00;

/** Small pieces with a turn of the event loop after each: one record can't be parsed in parts. */
async function* inTurns(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const part of text) {
    for (let at = 0, end = 0; at < part.length; at = end) {
      end = at + PIECE_CHARACTERS;
      // Half a character is none to the parser, which takes bytes.
      if (isFirstHalf(part.charCodeAt(end - 1))) end += 1;
      yield part.slice(at, end);
      await setImmediate();
    }
  }
}

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

/** In pieces: a turn for each record costs more than to read it. */
export function readRecords(
  text: AsyncIterable<string>,
  dialect: Pick<Dialect, "separator" | "width">,
): AsyncGenerator<SheetRecord[]> {
  const records = inTurns(withoutNamed(text));
  const isRaw = dialect.separator === "\t" || dialect.separator === "|";
  return isRaw ? rawRecords(records, dialect) : quotedRecords(records, dialect.separator);
}

/** The first record that can't be read is the last. `input` is closed when the caller stops. */
export async function* readSheet(input: Readable, dialect: Dialect): AsyncGenerator<SheetRecord[]> {
  try {
    yield* readRecords(decodeText(input, dialect.encoding), dialect);
  } finally {
    input.destroy();
  }
}
