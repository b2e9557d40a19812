import "server-only";
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dataPath } from "#lib/storage/data-dir.ts";

const IMAGE_ID = /^[0-9a-f-]{36}$/;

const folder = () => dataPath("unsaved");
const pathOf = (imageId: string) => dataPath("unsaved", imageId);

export function holderName(): string {
  return `${hostname()}:${dataPath()}`;
}

/** In DATA_DIR, so that a restart keeps them. */
export async function keepUnsaved(imageId: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  const draft = `${pathOf(imageId)}.${randomUUID()}.part`;
  try {
    const file = await open(draft, "w", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, pathOf(imageId));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Null if there are none. */
export async function readUnsaved(imageId: string): Promise<Uint8Array | null> {
  return readFile(pathOf(imageId)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

export async function dropUnsaved(imageId: string): Promise<void> {
  await rm(pathOf(imageId), { force: true });
}

export async function listUnsaved(): Promise<string[]> {
  const names = await readdir(folder()).catch(() => []);
  return names.filter((name) => IMAGE_ID.test(name));
}
