import "server-only";
import { existsSync, rmSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dataPath } from "#lib/storage/data-dir.ts";
import { freeBytes, LOW_BYTES } from "#lib/storage/disk-space.ts";

/** Two segments of the embedded database's log. */
const CHUNKS = 32;
const CHUNK = 1024 * 1024;

const sparePath = () => dataPath("spare-space");

let keeping: Promise<void> | null = null;

export function keepSpareSpace(): Promise<void> {
  keeping ??= keep().finally(() => {
    keeping = null;
  });
  return keeping;
}

async function keep(): Promise<void> {
  const path = sparePath();
  const free = await freeBytes();
  if (existsSync(path) || free === null || free < 2 * LOW_BYTES) return;
  const draft = `${path}.part`;
  try {
    const file = await open(draft, "w");
    try {
      for (let chunk = 0; chunk < CHUNKS; chunk += 1) await file.write(Buffer.alloc(CHUNK, 1));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Gives the kept space to whoever can't do without. Returns false where none is left. */
export function releaseSpareSpace(): boolean {
  if (!existsSync(sparePath())) return false;
  rmSync(sparePath());
  return true;
}
