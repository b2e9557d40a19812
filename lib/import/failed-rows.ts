import "server-only";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import { CSV_OPTIONS } from "#lib/csv.ts";
import { type Failure, findFailures } from "#lib/db/imports/read.ts";
import { PROBLEM_COLUMN } from "#lib/import/cell-text.ts";
import type { ImportFile } from "#lib/import/import-file.ts";
import { eachLine, type Line } from "#lib/import/lines.ts";
import type { Sheet } from "#lib/import/sheet-file.ts";

const CATALOG_COLUMNS = ["asin", "title", "variant", "image"];

/** Words that are understood without correction, so that a person's mapping survives the next import. */
function namesByMeaning({ header, columns, guess }: Sheet): string[] {
  return header.map((name, index) => columns[index] ?? (guess[index] ? `${name} (skipped)` : name));
}

/** Both inputs are in file order. */
async function* failedLines(
  lines: AsyncIterable<Line>,
  failures: AsyncGenerator<Failure>,
): AsyncGenerator<[Line, string]> {
  let next = await failures.next();
  for await (const line of lines) {
    const { row = null, file = null } = line.origin;
    const problems: string[] = [];
    while (!next.done && (row === null ? next.value.file === file : next.value.row === row)) {
      problems.push(next.value.message);
      next = await failures.next();
    }
    if (problems.length > 0) yield [line, problems.join(" ")];
    if (next.done) return;
  }
}

function catalogRow(path: string): string[] {
  const [asin = "", variant = "", ...more] = path.split("/").at(-1)?.split(".") ?? [];
  return [asin, asin, more.length > 0 ? variant : "MAIN", path];
}

async function* failedRows(file: ImportFile, importId: string): AsyncGenerator<string[]> {
  const { sheet } = file;
  const failed = failedLines(eachLine(file), findFailures(importId, { hasRows: sheet !== null }));
  if (!sheet) {
    yield [...CATALOG_COLUMNS, PROBLEM_COLUMN];
    for await (const [{ origin }, problem] of failed) yield [...catalogRow(origin.file ?? ""), problem];
    return;
  }
  const header = namesByMeaning(sheet);
  // A file of failed rows that is imported again has the column already.
  const kept = header.flatMap((name, index) => (name === PROBLEM_COLUMN ? [] : [index]));
  const cells = (values: string[]) => kept.map((index) => values[index] ?? "");
  yield [...cells(header), PROBLEM_COLUMN];
  for await (const [{ values }, problem] of failed) yield [...cells(values), problem, ...values.slice(header.length)];
}

/** Starts with a byte order mark, so that Excel reads UTF-8. */
export async function writeFailedRows(file: ImportFile, importId: string, path: string): Promise<void> {
  await pipeline(
    failedRows(file, importId),
    stringify({ ...CSV_OPTIONS, bom: true, delimiter: file.sheet?.dialect.separator ?? "," }),
    createWriteStream(path),
  );
}
