import "server-only";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import type { Entry } from "yauzl";
import { AppError } from "#lib/errors.ts";
import { type Archive, EntryError, encrypted, withArchive } from "#lib/import/archive.ts";
import { cellsOf, guessColumns } from "#lib/import/columns.ts";
import { type ImportRow, type Origin, RowError, readRow, readSlotName } from "#lib/import/row.ts";
import { readSheet } from "#lib/import/sheet.ts";
import { type Column, FIELDS, MAX_COLUMNS } from "#lib/schemas/import.ts";
import { MAX_PHOTO_BYTES } from "#lib/schemas/product.ts";
import { storableText } from "#lib/schemas/text.ts";

const MAX_NAME_LENGTH = 1_000;
const CATALOG = "catalog.csv";
/** The longest sheet in a zip, in bytes unpacked: a few MB can unpack to anything. */
const MAX_SHEET_BYTES = 1024 ** 3;
/** The lines at the top of a sheet among which its header is looked for. */
const MAX_LINES_ABOVE = 20;
/** Files in what Excel, LibreOffice and Numbers save. */
const WORKBOOK_PARTS = ["[Content_Types].xml", "META-INF/manifest.xml", "Index/Document.iwa"];

/** What to do with a spreadsheet. */
export const SAVE_AS_CSV = 'This is a spreadsheet. Save the sheet as "CSV UTF-8", and import that.';

/** A line of a file: where it is, its cells where it is of a sheet, and what it says. */
export type Line = {
  origin: Origin;
  values: string[];
  /** Null where the line is empty. Throws `RowError`. */
  read(): ImportRow | null;
};

/** The header of a sheet with what its columns mean, and what separates its cells. */
export type Sheet = { header: string[]; columns: Column[]; separator: string };

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
/** The row that names the columns. */
type Header = { row: number; values: string[]; separator: string };

const isBlank = (values: string[]) => values.every((value) => value.trim() === "");

/** Amazon's templates begin with a line about themselves and one of labels; then come the names of the columns. */
const isTemplate = ([first = ""]: string[]) => /^TemplateType=/i.test(first);

async function readHeader({ open: openSheet }: SheetText): Promise<Header> {
  let skip = 0;
  for await (const record of readSheet(await openSheet())) {
    if ("error" in record || record.row > MAX_LINES_ABOVE) break;
    if (isTemplate(record.values)) skip = 2;
    if (skip > 0) skip -= 1;
    else if (!isBlank(record.values)) return record;
  }
  return { row: 1, values: [], separator: "," };
}

function checkLength(values: string[], { values: names, separator }: Header): void {
  if (isBlank(values.slice(names.length))) return;
  const sign = separator === "\t" ? "tab" : separator;
  throw new RowError(
    "EXTRA_CELLS",
    `The row has more cells than there are columns. A cell with a ${sign} in it must be in quotes.`,
  );
}

async function* sheetLines({ open: openSheet }: SheetText, header: Header, columns: Column[]): AsyncGenerator<Line> {
  for await (const record of readSheet(await openSheet())) {
    if (record.row <= header.row) continue;
    yield {
      origin: { row: record.row },
      values: "values" in record ? record.values : [],
      read() {
        if ("error" in record) throw record.error;
        checkLength(record.values, header);
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
  const { values: names, separator } = header;
  checkWidth(names.length);
  checkFit(corrected, names.length);
  const columns = corrected ?? guessColumns(names);
  return {
    sheet: { header: names, columns, separator },
    lines: () => sheetLines(sheet, header, columns),
    ...pictures,
  };
}

function checkWidth(length: number): void {
  if (length <= MAX_COLUMNS) return;
  const [has, most] = [length, MAX_COLUMNS].map((count) => count.toLocaleString("en"));
  throw new AppError(
    "unprocessable",
    `The sheet has ${has} columns, and at most ${most} are read. Delete those that are not needed.`,
  );
}

function checkFit(corrected: Column[] | null, length: number): void {
  if (corrected === null || corrected.length === length) return;
  throw new AppError("unprocessable", "Name what each column of the file means, from left to right.", {
    fields: [{ path: "columns", message: `The file has ${length} columns.` }],
  });
}

function picturesOf(archive: Archive, folder: string): Pictures {
  const find = (path: string) => {
    const inFolder = archive.find(posix.join(folder, path.replaceAll("\\", "/")));
    const [entry, another] = inFolder.length > 0 ? inFolder : archive.find(path);
    if (!entry) throw new RowError("FILE_MISSING", `${path} is not in the zip.`);
    if (another) throw new RowError("DUPLICATE_FILE", `${path}: the zip has several files of this name.`);
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

const depth = (name: string) => name.split("/").length;

/** The catalog nearest to the top: a zip of a folder has it one level down. Null where there is none, a 422 where it is one of several. */
function findCatalog(archive: Archive): Entry | null {
  const catalogs = archive.names.filter((name) => posix.basename(name.replaceAll("\\", "/")).toLowerCase() === CATALOG);
  const top = Math.min(...catalogs.map(depth));
  const [entry, another] = catalogs.filter((name) => depth(name) === top).flatMap((name) => archive.find(name));
  if (another)
    throw new AppError("unprocessable", `The zip holds more than one ${CATALOG}. Leave the one that is meant.`);
  return entry ?? null;
}

function checkSheet(entry: Entry): void {
  if (entry.isEncrypted()) throw encrypted();
  if (entry.uncompressedSize > MAX_SHEET_BYTES)
    throw new AppError("unprocessable", `The ${CATALOG} in the zip is larger than 1 GB. Split it.`);
}

/** Throws a 422 where a zip is what a spreadsheet saves, under whatever name. */
function refuseWorkbook({ find }: Archive): void {
  if (WORKBOOK_PARTS.some((name) => find(name).length > 0)) throw new AppError("unprocessable", SAVE_AS_CSV);
}

async function zipFile(archive: Archive, corrected: Column[] | null): Promise<ImportFile> {
  const entry = findCatalog(archive);
  if (!entry) {
    refuseWorkbook(archive);
    checkFit(corrected, 0);
    return { sheet: null, lines: () => nameLines(archive.names), ...picturesOf(archive, "") };
  }
  checkSheet(entry);
  const sheet = { open: () => archive.stream(entry) };
  return sheetFile(sheet, corrected, picturesOf(archive, posix.dirname(entry.fileName)));
}

const ZIP_SIGNATURES = ["PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\b"];

/** Does a file begin as zips do? */
export async function startsLikeZip(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return ZIP_SIGNATURES.includes(buffer.toString("latin1"));
  } finally {
    await file.close();
  }
}

/** The bytes that there are to read in a file of `bytes`: a sheet in a zip may be much longer than the zip. A broken zip is a 422. */
export async function bytesToRead(path: string, bytes: number): Promise<number> {
  if (!(await startsLikeZip(path))) return bytes;
  return withArchive(path, async (archive) => Math.max(bytes, findCatalog(archive)?.uncompressedSize ?? 0));
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
