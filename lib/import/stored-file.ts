import "server-only";
import { rm } from "node:fs/promises";
import { AppError } from "#lib/errors.ts";
import { type ImportFile, withImportFile } from "#lib/import/import-file.ts";
import { once } from "#lib/once.ts";
import type { Corrections } from "#lib/schemas/import.ts";
import { importKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";
import { temporaryPath } from "#lib/storage/transit.ts";

type Copy = { path: string; there: Promise<boolean>; readers: number };

const copies = () => once("import-copies", () => new Map<string, Copy>());

function copyOf(store: Store, id: string): Copy {
  const known = copies().get(id);
  if (known) return known;
  const path = temporaryPath();
  const copy = { path, there: store.getFile(importKey(id), path), readers: 0 };
  copies().set(id, copy);
  return copy;
}

/** Concurrent users share one copy. */
async function withCopy<Result>(store: Store, id: string, use: (path: string) => Promise<Result>): Promise<Result> {
  const copy = copyOf(store, id);
  copy.readers += 1;
  try {
    if (!(await copy.there))
      throw new AppError("unprocessable", "The file of this import no longer exists. Upload it again.");
    return await use(copy.path);
  } finally {
    copy.readers -= 1;
    if (copy.readers === 0) {
      copies().delete(id);
      await rm(copy.path, { force: true });
    }
  }
}

/** A damaged or missing file is a 422. */
export function withStoredImport<Result>(
  store: Store,
  { id, ...corrected }: { id: string } & Corrections,
  use: (file: ImportFile) => Promise<Result>,
): Promise<Result> {
  return withCopy(store, id, (path) => withImportFile(path, corrected, use));
}
