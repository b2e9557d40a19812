import "server-only";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";
import { type Archive, EntryError, withArchive } from "#lib/import/archive.ts";
import { cellsOf, guessColumns } from "#lib/import/columns.ts";
import { MAX_IMAGE_BYTES } from "#lib/import/download.ts";
import { type ImportRow, type Origin, RowError, readRow, readSlotName } from "#lib/import/row.ts";
import { readSheet } from "#lib/import/sheet.ts";
import { type Column, FIELDS } from "#lib/schemas/import.ts";
import { storableText } from "#lib/schemas/text.ts";

const MAX_NAME_LENGTH = 1_000;
const CATALOG = "catalog.csv";

/** A line of a file: where it is, its cells where it is of a sheet, and what it says. */
export type Line = {
  origin: Origin;
  values: string[];
  /** Null where the line is empty. Throws `RowError`. */
  read(): ImportRow | null;
};

/** A file that can be imported. */
export type ImportFile = {
  /** The sheet's header with what its columns mean; null for a zip of files named by slot. */
  sheet: { header: string[]; columns: Column[] } | null;
  /** The lines in the order of the file: each call begins anew, and the order never changes. */
  lines(): AsyncIterable<Line>;
  /** Throws `RowError` where the picture is missing or can't be unpacked. */
  readPicture(path: string): Promise<Uint8Array>;
};

type Sheet = { open: () => Promise<Readable> };

async function readHeader({ open: openSheet }: Sheet): Promise<string[]> {
  for await (const record of readSheet(await openSheet())) return "values" in record ? record.values : [];
  return [];
}

async function* sheetLines({ open: openSheet }: Sheet, columns: Column[]): AsyncGenerator<Line> {
  for await (const record of readSheet(await openSheet())) {
    if (record.row === 1) continue;
    yield {
      origin: { row: record.row },
      values: "values" in record ? record.values : [],
      read() {
        if ("error" in record) throw record.error;
        return readRow(cellsOf(record.values, columns));
      },
    };
  }
}

async function* nameLines(names: string[]): AsyncGenerator<Line> {
  for (const name of names)
    yield { origin: { file: storableText(name, MAX_NAME_LENGTH) }, values: [], read: () => readSlotName(name) };
}

/** A sheet as lines. `corrected` is what a person said of its columns. */
async function sheetFile(
  sheet: Sheet,
  corrected: Column[] | null,
  readPicture: ImportFile["readPicture"],
): Promise<ImportFile> {
  const header = await readHeader(sheet);
  const columns = corrected ?? guessColumns(header);
  return { sheet: { header, columns }, lines: () => sheetLines(sheet, columns), readPicture };
}

function pictureReader(archive: Archive, folder: string): ImportFile["readPicture"] {
  return async (path) => {
    const entry = archive.find(posix.join(folder, path.replaceAll("\\", "/"))) ?? archive.find(path);
    if (!entry) throw new RowError("FILE_MISSING", `${path} is not in the zip.`);
    return archive.read(entry, MAX_IMAGE_BYTES).catch((cause: unknown) => {
      if (cause instanceof EntryError) throw new RowError(cause.code, `${path}: ${cause.message}`, { cause });
      throw cause;
    });
  };
}

/** The catalog nearest to the top: a zip of a folder has it one level down. */
function findCatalog(names: string[]): string | null {
  const catalogs = names.filter((name) => posix.basename(name.replaceAll("\\", "/")).toLowerCase() === CATALOG);
  return catalogs.sort((a, b) => a.split("/").length - b.split("/").length)[0] ?? null;
}

async function zipFile(archive: Archive, corrected: Column[] | null): Promise<ImportFile> {
  const catalog = findCatalog(archive.names);
  const entry = catalog && archive.find(catalog);
  if (!entry) {
    return { sheet: null, lines: () => nameLines(archive.names), readPicture: pictureReader(archive, "") };
  }
  if (entry.isEncrypted()) throw new AppError("unprocessable", "The zip is encrypted. Make one without a password.");
  const sheet = { open: () => archive.stream(entry) };
  return sheetFile(sheet, corrected, pictureReader(archive, posix.dirname(catalog)));
}

/** Does a file begin as zips do? */
export async function startsLikeZip(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString("latin1") === "PK";
  } finally {
    await file.close();
  }
}

/** Opens a zip or a CSV for the time of `use`. A zip that is broken is a 422. */
export async function withImportFile<Result>(
  path: string,
  corrected: Column[] | null,
  use: (file: ImportFile) => Promise<Result>,
): Promise<Result> {
  if (await startsLikeZip(path)) return withArchive(path, async (archive) => use(await zipFile(archive, corrected)));
  const sheet = { open: async () => createReadStream(path) };
  const readPicture = async (name: string): Promise<never> => {
    throw new RowError("FILE_MISSING", `${name} did not come with the sheet: send both in a zip.`);
  };
  return use(await sheetFile(sheet, corrected, readPicture));
}

/** Throws a 422 `AppError` where no column of the sheet can tell products apart. */
export function checkColumns({ sheet }: ImportFile): void {
  if (!sheet || sheet.columns.includes("asin") || sheet.columns.includes("sku")) return;
  throw new AppError(
    "unprocessable",
    `The first row must name the columns, at least asin or sku: ${FIELDS.join(", ")}, or slots such as MAIN and PT01.`,
  );
}
