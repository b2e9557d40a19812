import "server-only";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CantStart } from "#lib/cant-start.ts";
import { env } from "#lib/env.ts";

const WAIT_MS = 5_000;

export function dataPath(...parts: string[]): string {
  return join(resolve(/* turbopackIgnore: true */ env().DATA_DIR), ...parts);
}

/** `setting`: where errors say that it is. */
export type Folder = { path: string; setting: "DATA_DIR" | "STORAGE_DIR" | "BACKUP_DIR" };

/** Of images on disk. */
export function imageFolder(): Folder {
  const { STORAGE_DIR } = env();
  return STORAGE_DIR
    ? { path: resolve(/* turbopackIgnore: true */ STORAGE_DIR), setting: "STORAGE_DIR" }
    : { path: dataPath("images"), setting: "DATA_DIR" };
}

export const PRIVATE = 0o700;
const STICKY = 0o1000;

/** Restricts DATA_DIR to this user if it is the user's own folder. */
export function makeDataDir(): void {
  const path = dataPath();
  mkdirSync(path, { recursive: true, mode: PRIVATE });
  const { mode, uid } = statSync(path);
  // A sticky folder, such as /tmp, belongs to everybody.
  if ((mode & STICKY) === 0 && uid === process.getuid?.()) chmodSync(path, PRIVATE);
}

/** Throws `CantStart`. A full disk does not prevent the start. */
export function checkDataDir(): void {
  try {
    makeDataDir();
    const probe = dataPath(`probe-${randomUUID()}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    if (code === "ENOSPC") return;
    throw new CantStart(
      `DATA_DIR holds "${env().DATA_DIR}", where Packshot can't write (${code}): check its owner, permissions and disk, or set another folder.`,
      { cause },
    );
  }
}

export class DataDirInUse extends Error {
  override readonly name = "DataDirInUse";
}

/**
 * Until the returned function is called or the process ends: the lock is SQLite's, so the kernel releases it even on `kill -9`.
 * Throws if another process holds it for longer than `waitMs`.
 */
export function lockFile(path: string, waitMs: number): () => void {
  const lock = new DatabaseSync(path, { timeout: waitMs });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw error;
  }
  return () => lock.close();
}

/** Waits 5 s for a process that is stopping, then throws `DataDirInUse`. */
export function lockDataDir(): () => void {
  makeDataDir();
  try {
    return lockFile(dataPath("lock.sqlite"), WAIT_MS);
  } catch (cause) {
    throw new DataDirInUse(
      `DATA_DIR ${dataPath()} is in use by another Packshot process: stop that one, or set another DATA_DIR.`,
      { cause },
    );
  }
}
