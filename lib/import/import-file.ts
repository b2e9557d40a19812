import "server-only";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AppError } from "#lib/errors.ts";
import { withArchive } from "#lib/import/archive.ts";
import type { Lines } from "#lib/import/lines.ts";
import { RowError } from "#lib/import/row.ts";
import { type Sheet, sheetFile } from "#lib/import/sheet-file.ts";
import { findSheet, MAX_SHEET_BYTES, zipFile } from "#lib/import/zip-import.ts";
import type { Corrections } from "#lib/schemas/import.ts";
import { FIELDS, namesProducts } from "#lib/schemas/import-fields.ts";

export type ImportFile = Lines & {
  /** Null for a zip of photos named by product and variant. */
  sheet: Sheet | null;
  /** Throws `RowError` if the picture did not come with the file. */
  checkPicture(path: string): void;
  /** Throws `RowError` if the picture is missing or can't be unpacked. */
  readPicture(path: string): Promise<Uint8Array>;
};

export type Pictures = Pick<ImportFile, "checkPicture" | "readPicture">;

function noPicture(name: string): never {
  throw new RowError("FILE_MISSING", `${name} was not sent with the sheet. Send both in a zip.`);
}

const ZIP_SIGNATURES = ["PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\b"];

async function readEnds(path: string): Promise<{ start: Buffer; end: Buffer }> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const read = async (at: number) => (await file.read(Buffer.alloc(4), 0, 4, Math.max(0, at))).buffer;
    return { start: await read(0), end: await read(size - 4) };
  } finally {
    await file.close();
  }
}

export async function startsLikeZip(path: string): Promise<boolean> {
  const { start } = await readEnds(path);
  return ZIP_SIGNATURES.includes(start.toString("latin1"));
}

const isGzip = (start: Buffer) => start[0] === 0x1f && start[1] === 0x8b;

export async function startsLikeGzip(path: string): Promise<boolean> {
  return isGzip((await readEnds(path)).start);
}

/** The unpacked size of a file of `bytes`. A damaged zip is a 422. */
export async function bytesToRead(path: string, bytes: number): Promise<number> {
  if (await startsLikeZip(path))
    return withArchive(path, async (archive) => Math.max(bytes, findSheet(archive)?.uncompressedSize ?? 0));
  const { start, end } = await readEnds(path);
  return isGzip(start) ? Math.max(bytes, end.readUInt32LE(0)) : bytes;
}

async function* unpacked(path: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(path);
  const output = packed.pipe(createGunzip());
  packed.on("error", (error) => output.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_SHEET_BYTES)
        throw new AppError("unprocessable", "The sheet is larger than 1 GB unpacked. Split it.");
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("unprocessable", "The gzip file is damaged or incomplete. Unpack it and import the sheet.", {
      cause,
    });
  } finally {
    packed.destroy();
    output.destroy();
  }
}

/** Opens a zip or a sheet, also gzipped. A damaged one is a 422. */
export async function withImportFile<Result>(
  path: string,
  corrected: Corrections,
  use: (file: ImportFile) => Promise<Result>,
): Promise<Result> {
  if (await startsLikeZip(path)) return withArchive(path, async (archive) => use(await zipFile(archive, corrected)));
  const packed = await startsLikeGzip(path);
  const openSheet = async () =>
    packed ? Readable.from(unpacked(path), { objectMode: false }) : createReadStream(path);
  return use(
    await sheetFile(openSheet, corrected, { checkPicture: noPicture, readPicture: async (name) => noPicture(name) }),
  );
}

/** Throws a 422 `AppError` if no column identifies products. */
export function checkColumns({ sheet }: ImportFile): void {
  if (!sheet || namesProducts(sheet.columns)) return;
  throw new AppError(
    "unprocessable",
    `One of the first rows must name the columns, including asin or sku: ${FIELDS.slice(0, 6).join(", ")}, or variants such as MAIN and PT01.`,
  );
}
