import "server-only";
import { statfs } from "node:fs/promises";
import { env } from "#lib/env.ts";
import { dataPath } from "#lib/storage/data-dir.ts";

const MEGABYTE = 1024 * 1024;
/** Below this, nothing new is begun: what runs may end, and the database can write its log. */
export const LOW_BYTES = 200 * MEGABYTE;

/** The bytes that are free on the disk of DATA_DIR; null where the system does not say. */
export async function freeBytes(): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dataPath());
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** Why nothing new may be written to the disk of DATA_DIR, as a sentence that may be shown; null where it may. */
export async function lowSpace(): Promise<string | null> {
  const free = await freeBytes();
  if (free === null || free >= LOW_BYTES) return null;
  const megabytes = Math.floor(free / MEGABYTE);
  return `The disk of DATA_DIR is nearly full (${megabytes} MB free): free space until there are ${LOW_BYTES / MEGABYTE} MB.`;
}

/** The same where rows or pictures are kept on that disk: with PostgreSQL and a bucket only uploads pass it. */
export async function lowSpaceForData(): Promise<string | null> {
  const { DATABASE_URL, S3_BUCKET } = env();
  return DATABASE_URL && S3_BUCKET ? null : lowSpace();
}
