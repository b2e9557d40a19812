import type { ImportResult } from "#lib/schemas/import.ts";

/** Where an import stands. `problem`: why the last try did not work. */
export type ImportState =
  | { phase: "idle"; problem: string | null }
  | { phase: "chosen"; file: File; problem: string | null }
  | { phase: "uploading"; file: File }
  | { phase: "done"; file: File; result: ImportResult };

/** Takes the one file that was chosen or dropped, or says why not. */
export function chooseFile(files: readonly File[]): ImportState {
  const [file] = files;
  if (!file) return { phase: "idle", problem: null };
  if (files.length > 1)
    return { phase: "idle", problem: `Nothing was taken: ${files.length} files came at once. Put them into one zip.` };
  if (/\.(?:zip|csv)$/i.test(file.name)) return { phase: "chosen", file, problem: null };
  return { phase: "idle", problem: `“${file.name}” was not taken: it is neither a .zip nor a .csv.` };
}

const isCsv = (file: File) => file.name.toLowerCase().endsWith(".csv");

/** The head and the first rows of a CSV, read in the browser; null for a zip or where it can't be read. */
export async function previewCsv(file: File): Promise<string[][] | null> {
  if (!isCsv(file)) return null;
  const { parse } = await import("csv-parse/browser/esm/sync");
  const text = await file.slice(0, 64_000).text();
  try {
    return parse(text, { bom: true, to: 6, relaxColumnCount: true, trim: true });
  } catch {
    // Cut off in the middle of a quoted cell, or no CSV at all: the server will say which.
    return null;
  }
}

const cell = (value: string | number | undefined) => `"${String(value ?? "").replaceAll('"', '""')}"`;

/** The bad rows as a CSV file, for the spreadsheet in which they are mended. */
export function errorsAsCsv({ errors }: ImportResult): Blob {
  const rows = errors.map(({ row, file, code, message }) => [row, file, code, message].map(cell).join(","));
  return new Blob([["row,file,code,reason", ...rows].join("\r\n")], { type: "text/csv;charset=utf-8" });
}
