import { existsSync, readdirSync, rmSync } from "node:fs";
import { dataPath } from "#lib/storage/data-dir.ts";

export function filesInStore(folder: string): string[] {
  const path = dataPath("images", folder);
  return existsSync(path) ? readdirSync(path) : [];
}

export function emptyStore(): void {
  rmSync(dataPath("images"), { recursive: true, force: true });
}
