import "server-only";
import { randomUUID } from "node:crypto";
import { type Dirent, mkdirSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { once } from "#lib/once.ts";
import { dataPath, lockFile, makeDataDir } from "#lib/storage/data-dir.ts";

const WAIT_MS = 5_000;
const LOCK = "lock.sqlite";

/** A living process holds the lock in its folder. */
function isHeld(folder: string): boolean {
  try {
    lockFile(join(folder, LOCK), 0)();
    return false;
  } catch {
    // Whatever else is wrong with it: only what is surely nobody's is removed.
    return true;
  }
}

function removeOrphans(root: string): void {
  const isOrphan = (entry: Dirent) => !entry.isDirectory() || !isHeld(join(root, entry.name));
  for (const entry of readdirSync(root, { withFileTypes: true }))
    if (isOrphan(entry)) rmSync(join(root, entry.name), { recursive: true, force: true });
}

type Claim = { folder: string; release: () => void };

/** One process at a time, so that a folder without a lock is never one being created. */
function claimFolder(): Claim {
  makeDataDir();
  const root = dataPath("uploads");
  mkdirSync(root, { recursive: true });
  const unlock = lockFile(dataPath("uploads.sqlite"), WAIT_MS);
  try {
    removeOrphans(root);
    const folder = join(root, randomUUID());
    mkdirSync(folder);
    return { folder, release: lockFile(join(folder, LOCK), 0) };
  } finally {
    unlock();
  }
}

/** On first use removes the files of killed processes. */
export function transitFolder(): string {
  return once("transit-folder", claimFolder).folder;
}

/** The caller removes the file. */
export function temporaryPath(): string {
  return join(transitFolder(), randomUUID());
}

/** Removed after `use`. */
export async function withTemporaryFile<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const path = temporaryPath();
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}
