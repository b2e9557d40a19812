import "server-only";
import { statfs } from "node:fs/promises";
import { env } from "#lib/env.ts";
import { dataPath, type Folder, imageFolder } from "#lib/storage/data-dir.ts";

const MEGABYTE = 1024 * 1024;
/** Below this nothing new starts: running work may finish, and the database can write its log. */
export const LOW_BYTES = 200 * MEGABYTE;

async function freeIn(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** On the disk of DATA_DIR; null if the system doesn't say. */
export const freeBytes = (): Promise<number | null> => freeIn(dataPath());

async function lowSpaceIn({ path, setting }: Folder): Promise<string | null> {
  const free = await freeIn(path);
  if (free === null || free >= LOW_BYTES) return null;
  const megabytes = Math.floor(free / MEGABYTE);
  return `The disk of ${setting} is nearly full (${megabytes} MB free): free space until there are ${LOW_BYTES / MEGABYTE} MB.`;
}

const lowSpaceInDataDir = () => lowSpaceIn({ path: dataPath(), setting: "DATA_DIR" });

async function lowSpaceForImages(): Promise<string | null> {
  const { S3_BUCKET, STORAGE_DIR } = env();
  return S3_BUCKET || !STORAGE_DIR ? null : lowSpaceIn(imageFolder());
}

/** A sentence that may be shown; null if there is enough. */
export async function lowSpace(): Promise<string | null> {
  return (await lowSpaceInDataDir()) ?? lowSpaceForImages();
}

/** The same for rows and images: where both are elsewhere, only uploads use the disk of DATA_DIR. */
export async function lowSpaceForData(): Promise<string | null> {
  const { DATABASE_URL, S3_BUCKET, STORAGE_DIR } = env();
  const isElsewhere = DATABASE_URL && (S3_BUCKET || STORAGE_DIR);
  return isElsewhere ? lowSpaceForImages() : lowSpace();
}
