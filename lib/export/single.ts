import "server-only";
import { record } from "#lib/db/audit.ts";
import { findExportable } from "#lib/db/images/export.ts";
import { AppError } from "#lib/errors.ts";
import { makeFile } from "#lib/export/make-file.ts";
import { amazonFileName } from "#lib/schemas/amazon-rules.ts";
import type { ExportQuery } from "#lib/schemas/export.ts";

export type NamedFile = { name: string; bytes: Uint8Array<ArrayBuffer> };

/**
 * Regardless of its review; null for an unknown image. Throws a 409 `AppError` without a picture or ASIN, a 422 if no
 * file is small enough, `StoreError` if the store is away, and the signal's reason.
 */
export async function openFile(
  id: string,
  { maxBytes }: Pick<ExportQuery, "maxBytes">,
  signal: AbortSignal,
): Promise<NamedFile | null> {
  const image = await findExportable(id);
  if (!image) return null;
  const { storageKey, asin, variant } = image;
  if (!storageKey) throw new AppError("conflict", "This image has no picture: it is not finished, or it was deleted.");
  if (!asin) throw new AppError("conflict", "The product has no ASIN for the file name. Add it on the product's page.");
  const file = await makeFile(storageKey, maxBytes, signal);
  if (typeof file === "string") throw new AppError("unprocessable", `The image can't be exported: ${file}.`);
  const name = amazonFileName(asin, variant);
  await record("export.download", { target: id, details: { file: name } });
  return { name, bytes: new Uint8Array(file.bytes) };
}
