import { existsSync, readdirSync, rmSync } from "node:fs";
import { dataPath } from "#lib/storage/data-dir.ts";

/** The names of the files in a folder of the store on disk. */
export function filesInStore(folder: string): string[] {
  const path = dataPath("images", folder);
  return existsSync(path) ? readdirSync(path) : [];
}

/** Removes all that is in the store on disk. */
export function emptyStore(): void {
  rmSync(dataPath("images"), { recursive: true, force: true });
}
