import "server-only";
import { posix } from "node:path";
import type { Entry } from "yauzl";
import { AppError } from "#lib/errors.ts";
import { type Archive, checkEntry, EntryError, encrypted, unpackable } from "#lib/import/archive.ts";
import type { ImportFile, Pictures } from "#lib/import/import-file.ts";
import { readLayout } from "#lib/import/layout.ts";
import type { Line } from "#lib/import/lines.ts";
import { readPhotoName } from "#lib/import/photo-name.ts";
import { RowError } from "#lib/import/row.ts";
import { checkFit, sheetFile } from "#lib/import/sheet-file.ts";
import type { Corrections } from "#lib/schemas/import.ts";
import { namesProducts } from "#lib/schemas/import-fields.ts";
import { storableText } from "#lib/schemas/text.ts";
import { isSheetName, isTextName, MAX_PHOTO_BYTES } from "#lib/schemas/upload.ts";

const MAX_NAME_LENGTH = 1_000;
const NAMES_AT_ONCE = 50;
const CATALOG = "catalog.csv";
/** Bytes of the unpacked sheet: a few MB can unpack to anything. */
export const MAX_SHEET_BYTES = 1024 ** 3;
/** Files in the formats of Excel, LibreOffice and Numbers. */
const WORKBOOK_PARTS = ["[Content_Types].xml", "META-INF/manifest.xml", "Index/Document.iwa"];
const WORKBOOK = /\.(?:xls[xmb]?|od[st]|numbers)$/i;
const README = /(?:^|\/)(?:read[_ -]?me|licen[cs]e)[^/]*$/i;

export const SAVE_AS_CSV = 'This is a spreadsheet. Save it as "CSV UTF-8" and import that file.';

function picturesOf(archive: Archive, folder: string): Pictures {
  const find = (path: string) => {
    const inFolder = archive.find(posix.join(folder, path.replaceAll("\\", "/")));
    const [entry, another] = inFolder.length > 0 ? inFolder : archive.find(path);
    if (!entry) throw new RowError("FILE_MISSING", `${path} is not in the zip.`);
    if (another) throw new RowError("DUPLICATE_FILE", `${path}: the zip has several files of this name.`);
    return entry;
  };
  const named = (path: string, cause: unknown) =>
    cause instanceof EntryError ? new RowError(cause.code, `${path}: ${cause.message}`, { cause }) : cause;
  return {
    checkPicture(path) {
      const entry = find(path);
      try {
        checkEntry(entry, MAX_PHOTO_BYTES);
      } catch (cause) {
        throw named(path, cause);
      }
    },
    async readPicture(path) {
      return archive.read(find(path), MAX_PHOTO_BYTES).catch((cause: unknown) => {
        throw named(path, cause);
      });
    },
  };
}

const baseName = (name: string) => posix.basename(name.replaceAll("\\", "/")).toLowerCase();
const depth = (name: string) => name.split("/").length;

/** Those named catalog, else all; of these the ones nearest to the root. */
function nearest(names: string[]): string[] {
  const catalogs = names.filter((name) => baseName(name) === CATALOG);
  const candidates = catalogs.length > 0 ? catalogs : names;
  const top = Math.min(...candidates.map(depth));
  return candidates.filter((name) => depth(name) === top);
}

/** catalog.csv, else the only sheet. Null if there is none; throws a 422 if there are several. */
export function findSheet(archive: Archive): Entry | null {
  const sheets = archive.names.filter((name) => isSheetName(name) && !README.test(name));
  // A text among photos may be anything: it is the sheet where there is no other one.
  const certain = sheets.filter((name) => !isTextName(name));
  const [entry, another] = nearest(certain.length > 0 ? certain : sheets).flatMap((name) => archive.find(name));
  if (!entry || !another) return entry ?? null;
  if (baseName(entry.fileName) === CATALOG)
    throw new AppError("unprocessable", `The zip contains more than one ${CATALOG}. Keep only one.`);
  throw new AppError("unprocessable", `The zip contains several sheets. Rename the one to import to ${CATALOG}.`);
}

function checkSheet(entry: Entry): void {
  if (entry.isEncrypted()) throw encrypted();
  if (entry.uncompressedSize > MAX_SHEET_BYTES)
    throw new AppError("unprocessable", `The sheet in the zip (${entry.fileName}) is larger than 1 GB. Split it.`);
}

/** Throws a 422. */
function refuseWorkbook({ find, names }: Archive): void {
  const isWorkbook = WORKBOOK_PARTS.some((name) => find(name).length > 0);
  const [workbook] = names.filter((name) => WORKBOOK.test(name));
  if (isWorkbook) throw new AppError("unprocessable", SAVE_AS_CSV);
  if (workbook)
    throw new AppError(
      "unprocessable",
      `The zip contains a spreadsheet (${workbook}). Save it as "CSV UTF-8" and put that file into the zip.`,
    );
}

function nameLine(name: string): Line {
  return { origin: { file: storableText(name, MAX_NAME_LENGTH) }, values: [], read: () => readPhotoName(name) };
}

async function* nameLines(names: string[]): AsyncGenerator<Line[]> {
  for (let from = 0; from < names.length; from += NAMES_AT_ONCE)
    yield names.slice(from, from + NAMES_AT_ONCE).map(nameLine);
}

function photosFile(archive: Archive, corrected: Corrections): ImportFile {
  refuseWorkbook(archive);
  checkFit(corrected.columns, 0);
  const names = archive.names.filter((name) => !README.test(name));
  return { sheet: null, pieces: () => nameLines(names), ...picturesOf(archive, "") };
}

async function isSheet(archive: Archive, entry: Entry, { columns, encoding }: Corrections): Promise<boolean> {
  if (columns || !isTextName(entry.fileName)) return true;
  const layout = await readLayout(() => archive.stream(entry), encoding ?? null);
  return namesProducts(layout.columns);
}

export async function zipFile(archive: Archive, corrected: Corrections): Promise<ImportFile> {
  const refusal = unpackable(archive);
  if (refusal) throw refusal;
  const entry = findSheet(archive);
  if (entry) checkSheet(entry);
  if (!entry || !(await isSheet(archive, entry, corrected))) return photosFile(archive, corrected);
  const open = () => archive.stream(entry);
  return sheetFile(open, corrected, picturesOf(archive, posix.dirname(entry.fileName)));
}
