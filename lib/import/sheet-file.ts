import "server-only";
import type { Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";
import { unguardCells } from "#lib/import/cell-text.ts";
import { cellsOf } from "#lib/import/columns.ts";
import { shareByHandle } from "#lib/import/handles.ts";
import type { ImportFile, Pictures } from "#lib/import/import-file.ts";
import { type Layout, readLayout } from "#lib/import/layout.ts";
import type { Line } from "#lib/import/lines.ts";
import { readRow } from "#lib/import/read-row.ts";
import { RowError } from "#lib/import/row.ts";
import { readSheet, type SheetRecord } from "#lib/import/sheet.ts";
import type { Column, Corrections } from "#lib/schemas/import.ts";

export type Sheet = Layout & { guess: Column[] };

export type OpenSheet = () => Promise<Readable>;

const isBlank = (values: string[]) => values.every((value) => value.trim() === "");

function checkLength(values: string[], { header, dialect: { separator } }: Sheet): void {
  if (isBlank(values.slice(header.length))) return;
  const sign = separator === "\t" ? "tab" : separator;
  throw new RowError(
    "EXTRA_CELLS",
    `The row has more cells than there are columns. Quote cells that contain a ${sign}.`,
  );
}

function toLine(record: SheetRecord, sheet: Sheet): Line {
  return {
    origin: { row: record.row },
    values: "values" in record ? record.values : [],
    read() {
      if ("error" in record) throw record.error;
      checkLength(record.values, sheet);
      return readRow(cellsOf(record.values, sheet.columns));
    },
  };
}

async function* dataRecords(
  open: OpenSheet,
  { dialect, header, headerRow, dataRow }: Sheet,
): AsyncGenerator<SheetRecord[]> {
  const isData = (record: SheetRecord) => record.row >= dataRow || ("error" in record && record.row > headerRow);
  for await (const piece of readSheet(await open(), dialect))
    yield piece
      .filter(isData)
      .map((record) => ("values" in record ? { ...record, values: unguardCells(record.values, header) } : record));
}

async function* sheetLines(open: OpenSheet, sheet: Sheet): AsyncGenerator<Line[]> {
  for await (const piece of shareByHandle(dataRecords(open, sheet), sheet.columns))
    yield piece.map((record) => toLine(record, sheet));
}

/** Throws a 422 if the mapping does not fit the file. */
export function checkFit(corrected: readonly Column[] | undefined, length: number): void {
  if (corrected === undefined || corrected.length === length) return;
  throw new AppError("unprocessable", "Send a meaning for each column of the file, from left to right.", {
    fields: [{ path: "columns", message: `The file has ${length} columns.` }],
  });
}

export async function sheetFile(open: OpenSheet, corrected: Corrections, pictures: Pictures): Promise<ImportFile> {
  const layout = await readLayout(open, corrected.encoding ?? null);
  checkFit(corrected.columns, layout.header.length);
  const sheet: Sheet = { ...layout, guess: layout.columns, columns: corrected.columns ?? layout.columns };
  return { sheet, pieces: () => sheetLines(open, sheet), ...pictures };
}
