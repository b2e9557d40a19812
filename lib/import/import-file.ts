import "server-only";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";
import { type Archive, EntryError, withArchive } from "#lib/import/archive.ts";
import { cellsOf, guessColumns } from "#lib/import/columns.ts";
import { type ImportRow, type Origin, RowError, readRow, readSlotName } from "#lib/import/row.ts";
import { readSheet } from "#lib/import/sheet.ts";
import { type Column, FIELDS } from "#lib/schemas/import.ts";
import { MAX_PHOTO_BYTES } from "#lib/schemas/product.ts";
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

/** The header of a sheet with what its columns mean. */
export type Sheet = { header: string[]; columns: Column[] };

/** A file that can be imported. */
export type ImportFile = {
  /** Null for a zip of files named by slot. */
  sheet: Sheet | null;
  /** The lines in the order of the file: each call begins anew, and the order never changes. */
  lines(): AsyncIterable<Line>;
  /** Throws `RowError` where the picture did not come with the file. */
  checkPicture(path: string): void;
  /** Throws `RowError` where the picture is missing or can't be unpacked. */
  readPicture(path: string): Promise<Uint8Array>;
};

type Pictures = Pick<ImportFile, "checkPicture" | "readPicture">;
type SheetText = { open: () => Promise<Readable> };

async function readHeader({ open: openSheet }: SheetText): Promise<string[]> {
  for await (const record of readSheet(await openSheet())) return "values" in record ? record.values : [];
  return [];
}

async function* sheetLines({ open: openSheet }: SheetText, columns: Column[]): AsyncGenerator<Line> {
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
async function sheetFile(sheet: SheetText, corrected: Column[] | null, pictures: Pictures): Promise<ImportFile> {
  const header = await readHeader(sheet);
  checkFit(corrected, header.length);
  const columns = corrected ?? guessColumns(header);
  return { sheet: { header, columns }, lines: () => sheetLines(sheet, columns), ...pictures };
}

function checkFit(corrected: Column[] | null, length: number): void {
  if (corrected === null || corrected.length === length) return;
  throw new AppError("unprocessable", "Name what each column of the file means, from left to right.", {
    fields: [{ path: "columns", message: `The file has ${length} columns.` }],
  });
}

function picturesOf(archive: Archive, folder: string): Pictures {
  const find = (path: string) => {
    const entry = archive.find(posix.join(folder, path.replaceAll("\\", "/"))) ?? archive.find(path);
    if (!entry) throw new RowError("FILE_MISSING", `${path} is not in the zip.`);
    return entry;
  };
  return {
    checkPicture: (path) => void find(path),
    async readPicture(path) {
      return archive.read(find(path), MAX_PHOTO_BYTES).catch((cause: unknown) => {
        if (cause instanceof EntryError) throw new RowError(cause.code, `${path}: ${cause.message}`, { cause });
        throw cause;
      });
    },
  };
}

function noPicture(name: string): never {
  throw new RowError("FILE_MISSING", `${name} did not come with the sheet: send both in a zip.`);
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
    checkFit(corrected, 0);
    return { sheet: null, lines: () => nameLines(archive.names), ...picturesOf(archive, "") };
  }
  if (entry.isEncrypted()) throw new AppError("unprocessable", "The zip is encrypted. Make one without a password.");
  const sheet = { open: () => archive.stream(entry) };
  return sheetFile(sheet, corrected, picturesOf(archive, posix.dirname(catalog)));
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
  return use(
    await sheetFile(sheet, corrected, { checkPicture: noPicture, readPicture: async (name) => noPicture(name) }),
  );
}

/** Throws a 422 `AppError` where no column of the sheet can tell products apart. */
export function checkColumns({ sheet }: ImportFile): void {
  if (!sheet || sheet.columns.includes("asin") || sheet.columns.includes("sku")) return;
  throw new AppError(
    "unprocessable",
    `The first row must name the columns, at least asin or sku: ${FIELDS.join(", ")}, or slots such as MAIN and PT01.`,
  );
}
