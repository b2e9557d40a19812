import "server-only";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { dataPath } from "#lib/embedded/data-dir.ts";
import { AppError } from "#lib/errors.ts";
import { type ImportFile, withImportFile } from "#lib/import/import-file.ts";
import type { Column } from "#lib/schemas/import.ts";
import { importKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";

/** A path for a file in transit, gone after `use`. */
export async function withTemporaryFile<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  await mkdir(dataPath("uploads"), { recursive: true });
  const path = dataPath("uploads", randomUUID());
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** Opens the file of an import for the time of `use`. A broken one, or one that is gone, is a 422. */
export function withStoredImport<Result>(
  store: Store,
  { id, columns }: { id: string; columns: Column[] | null },
  use: (file: ImportFile) => Promise<Result>,
): Promise<Result> {
  return withTemporaryFile(async (path) => {
    if (!(await store.getFile(importKey(id), path)))
      throw new AppError("unprocessable", "The file of this import is gone. Send it again.");
    return withImportFile(path, columns, use);
  });
}
