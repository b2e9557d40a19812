import "server-only";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import { findFailures } from "#lib/db/import-view.ts";
import { guessColumns } from "#lib/import/columns.ts";
import type { ImportFile, Sheet } from "#lib/import/import-file.ts";

const PROBLEM = "import_problem";

/** The header in words that are understood without correction: what a person made of it stands when it is imported again. */
function namesByMeaning({ header, columns }: Sheet): string[] {
  const guesses = guessColumns(header);
  return header.map((name, index) => columns[index] ?? (guesses[index] ? `${name} (left out)` : name));
}

async function* failedLines({ sheet, lines }: ImportFile, importId: string): AsyncGenerator<string[]> {
  const failures = await findFailures(importId);
  if (!sheet) {
    yield ["file", PROBLEM];
    for await (const { origin } of lines()) {
      const problem = failures.get(origin.file ?? "");
      if (problem !== undefined) yield [origin.file ?? "", problem];
    }
    return;
  }
  const header = namesByMeaning(sheet);
  // A file that was mended once has the column already.
  const kept = header.flatMap((name, index) => (name === PROBLEM ? [] : [index]));
  const cells = (values: string[]) => kept.map((index) => values[index] ?? "");
  yield [...cells(header), PROBLEM];
  for await (const { origin, values } of lines()) {
    const problem = failures.get(String(origin.row));
    if (problem !== undefined) yield [...cells(values), problem];
  }
}

/**
 * Writes the rows of a file that failed as a CSV at `path`: the cells as they were, and the reasons in one further column,
 * which an import leaves out. With a byte order mark, so that Excel reads it as UTF-8.
 */
export async function writeFailedRows(file: ImportFile, importId: string, path: string): Promise<void> {
  await pipeline(
    failedLines(file, importId),
    stringify({ bom: true, record_delimiter: "windows" }),
    createWriteStream(path),
  );
}
