import { RowError } from "#lib/import/row.ts";

/** Excel's limit for a cell; a quote that is not closed within it is a character. */
const MAX_QUOTED_CHARACTERS = 40_000;
const MAX_LINE_CHARACTERS = 1_000_000;
const MAX_TAKEN = 1_000;

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const part of text) {
    // What is there of a long line is not searched again with each part.
    const lines = rest.endsWith("\r") || /[\r\n]/.test(part) ? (rest + part).split(/\r\n|\n|\r(?!$)/) : [rest + part];
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > MAX_LINE_CHARACTERS)
      throw new RowError("BAD_TEXT", "A line of the file is longer than 1 million characters.");
  }
  // The last line end may have come as its first half only.
  if (rest !== "") yield rest.replace(/\r$/, "");
}

/** Removes quotes around a cell if those inside it are doubled. */
function unquote(cell: string): string {
  if (!/^".*"$/s.test(cell) || cell.length < 2) return cell;
  const inside = cell.slice(1, -1);
  return inside.replaceAll('""', "").includes('"') ? cell : inside.replaceAll('""', '"');
}

function staysOpen(cell: string): boolean {
  return cell.startsWith('"') && /^"(?:[^"]|"")*$/.test(cell);
}

/** Joins cells that a separator inside quotes has split: `"a`, `b"` is one cell. Null if a quote stays open. */
function joinQuoted(cells: string[], separator: string): string[] | null {
  const joined: string[] = [];
  let open: string | null = null;
  for (const cell of cells) {
    if (open !== null) open += separator + cell;
    else if (staysOpen(cell)) open = cell;
    if (open === null) joined.push(cell);
    else if (!staysOpen(open)) {
      joined.push(open);
      open = null;
    }
  }
  return open === null ? joined : null;
}

/** Does a cell end with a quote that closes one of an earlier line? */
const closesAt = (cells: string[]) =>
  cells.findIndex((cell) => cell.endsWith('"') && staysOpen(`"${cell.slice(0, -1)}`));

class Lookahead {
  readonly #lines: AsyncGenerator<string>;
  #pending: string[] = [];
  #first = 0;
  /** Pending lines that are known neither to close a quote nor to be whole records. */
  #searched = { lines: 0, characters: 0 };

  constructor(lines: AsyncGenerator<string>) {
    this.#lines = lines;
  }

  async next(): Promise<string | null> {
    const line = this.#pending[this.#first] ?? (await this.peek(0));
    if (line === null) return null;
    this.#first += 1;
    if (this.#first > MAX_TAKEN) {
      this.#pending = this.#pending.slice(this.#first);
      this.#first = 0;
    }
    const { lines, characters } = this.#searched;
    if (lines > 0) this.#searched = { lines: lines - 1, characters: characters - line.length };
    return line;
  }

  async peek(index: number): Promise<string | null> {
    while (this.#pending.length - this.#first <= index) {
      const { done, value } = await this.#lines.next();
      if (done) return null;
      this.#pending.push(value);
    }
    return this.#pending[this.#first + index] ?? null;
  }

  /** Null if a whole record comes first. Looks at each line once. */
  async countUntilClosed(separator: string, width: number): Promise<number | null> {
    while (this.#searched.characters <= MAX_QUOTED_CHARACTERS) {
      const { lines, characters } = this.#searched;
      const line = await this.peek(lines);
      if (line === null) return null;
      const cells = line.split(separator);
      const closing = closesAt(cells);
      if (closing === 0) return lines + 1;
      if (cells.length >= width) return null;
      if (closing > 0) return lines + 1;
      this.#searched = { lines: lines + 1, characters: characters + line.length };
    }
    return null;
  }

  async peekAll(count: number): Promise<string[]> {
    const lines: string[] = [];
    for (let index = 0; index < count; index += 1) lines.push((await this.peek(index)) ?? "");
    return lines;
  }

  async drop(count: number): Promise<void> {
    for (let dropped = 0; dropped < count; dropped += 1) await this.next();
  }
}

/** Null if the opening quote is a character. */
async function multiline(line: string, ahead: Lookahead, separator: string, width: number): Promise<string[] | null> {
  const count = await ahead.countUntilClosed(separator, width);
  if (count === null) return null;
  const cells = joinQuoted([line, ...(await ahead.peekAll(count))].join("\n").split(separator), separator);
  if (cells === null || cells.length > width) return null;
  await ahead.drop(count);
  return cells;
}

/**
 * A quote is a character unless it closes right before a separator or line end and the cell contains no whole records.
 * This reads Excel's "Unicode Text", and a title that starts with a quote swallows nothing. `width`: cells of a whole
 * record.
 */
export async function* readRawRecords(
  text: AsyncIterable<string>,
  separator: string,
  width: number,
): AsyncGenerator<string[]> {
  const ahead = new Lookahead(linesOf(text));
  for (let line = await ahead.next(); line !== null; line = await ahead.next()) {
    const cells = line.split(separator);
    const opens = width > 1 && cells.length <= width && staysOpen(cells.at(-1) ?? "");
    const joined = opens ? await multiline(line, ahead, separator, width) : null;
    const split = cells.length > width ? joinQuoted(cells, separator) : null;
    yield (joined ?? (split && split.length >= width ? split : cells)).map(unquote);
  }
}
