import "server-only";
import { statfs } from "node:fs/promises";
import { env } from "#lib/env.ts";
import { dataPath } from "#lib/storage/data-dir.ts";

const MEGABYTE = 1024 * 1024;
/** Below this nothing new starts: running work may finish, and the database can write its log. */
export const LOW_BYTES = 200 * MEGABYTE;

/** Null if the system doesn't say. */
export async function freeBytes(): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dataPath());
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** A sentence that may be shown; null if there is enough. */
export async function lowSpace(): Promise<string | null> {
  const free = await freeBytes();
  if (free === null || free >= LOW_BYTES) return null;
  const megabytes = Math.floor(free / MEGABYTE);
  return `The disk of DATA_DIR is nearly full (${megabytes} MB free): free space until there are ${LOW_BYTES / MEGABYTE} MB.`;
}

/** The same if rows or images are on that disk: with PostgreSQL and a bucket only uploads use it. */
export async function lowSpaceForData(): Promise<string | null> {
  const { DATABASE_URL, S3_BUCKET } = env();
  return DATABASE_URL && S3_BUCKET ? null : lowSpace();
}
