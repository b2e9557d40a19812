import "server-only";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { posix } from "node:path";
import { AppError } from "#lib/errors.ts";
import { type Archive, EntryError, withArchive } from "#lib/import/archive.ts";
import { importRow } from "#lib/import/import-row.ts";
import { type ImportRow, type Origin, RowError, readRow, readSlotName } from "#lib/import/row.ts";
import { readSheet, type SheetRow } from "#lib/import/sheet.ts";
import type { Upload } from "#lib/import/upload.ts";
import type { ImportResult } from "#lib/schemas/import.ts";

const MAX_IMAGE_BYTES = 25 * 1024 ** 2;
const CATALOG = "catalog.csv";

/** Reads a picture by its path in the import. Throws `RowError` where it is missing or can't be unpacked. */
type ReadPicture = (path: string) => Promise<Uint8Array>;

type Line = { origin: Origin; read: () => ImportRow | null };

async function* sheetLines(rows: AsyncIterable<SheetRow>): AsyncGenerator<Line> {
  for await (const entry of rows) {
    const origin = { row: entry.row };
    yield {
      origin,
      read: () => {
        if ("error" in entry) throw entry.error;
        return readRow(entry.cells, origin);
      },
    };
  }
}

async function* nameLines(names: string[]): AsyncGenerator<Line> {
  for (const file of names) yield { origin: { file }, read: () => readSlotName(file) };
}

async function importLines(lines: AsyncIterable<Line>, readPicture: ReadPicture): Promise<ImportResult> {
  const result: ImportResult = {
    productsCreated: 0,
    productsUpdated: 0,
    imagesAdded: 0,
    imagesUnchanged: 0,
    errors: [],
  };
  const met = new Set<string>();
  const updated = new Set<string>();
  const created = new Set<string>();
  for await (const { origin, read } of lines) {
    try {
      const row = read();
      if (!row) continue;
      const effect = await importRow(row, row.picture && (await readPicture(row.picture.path)), met);
      met.add(effect.productId);
      if (effect.created) created.add(effect.productId);
      if (effect.updated && !created.has(effect.productId)) updated.add(effect.productId);
      if (effect.image === "added") result.imagesAdded += 1;
      if (effect.image === "unchanged") result.imagesUnchanged += 1;
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      result.errors.push(error.toEntry(origin));
    }
  }
  return { ...result, productsCreated: created.size, productsUpdated: updated.size };
}

function pictureReader(archive: Archive, folder: string): ReadPicture {
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

function importZip(path: string): Promise<ImportResult> {
  return withArchive(path, async (archive) => {
    const catalog = findCatalog(archive.names);
    const entry = catalog && archive.find(catalog);
    if (!entry) return importLines(nameLines(archive.names), pictureReader(archive, ""));
    if (entry.isEncrypted()) throw new AppError("unprocessable", "The zip is encrypted. Make one without a password.");
    return importLines(
      sheetLines(readSheet(await archive.stream(entry))),
      pictureReader(archive, posix.dirname(catalog)),
    );
  });
}

async function importSheet(path: string): Promise<ImportResult> {
  return importLines(sheetLines(readSheet(createReadStream(path))), async (name) => {
    throw new RowError("FILE_MISSING", `${name} did not come with the sheet: send both in a zip.`);
  });
}

async function startsLikeZip(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString("latin1") === "PK";
  } finally {
    await file.close();
  }
}

/** Puts a zip or a CSV into the catalogue: good rows go in, each bad one is listed. The same file again changes nothing. */
export async function importCatalog({ path, name }: Upload): Promise<ImportResult> {
  if (await startsLikeZip(path)) return importZip(path);
  if (/\.csv$/i.test(name)) return importSheet(path);
  throw new AppError("unsupported_type", "Choose a .zip or a .csv.");
}
