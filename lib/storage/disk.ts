import "server-only";
import { randomUUID } from "node:crypto";
import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { SNIFF_BYTES, sniffPicture } from "#lib/pictures/sniff.ts";
import type { Store } from "#lib/storage/store.ts";

function unlessMissing(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}

/** Writes a file so that it is there whole or not at all, and stays there after a power cut. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${randomUUID()}.part`;
  const file = await open(draft, "w");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const directory = await open(folder, "r");
  await directory.sync().finally(() => directory.close());
}

/** Keeps pictures as files below `root`. The content type is read from the bytes. */
export function diskStore(root: string): Store {
  const pathOf = (key: string) => join(/* turbopackIgnore: true */ root, ...key.split("/"));
  return {
    kind: "disk",
    put: (key, bytes) => writeDurably(pathOf(key), bytes),
    get: (key) => readFile(pathOf(key)).catch(unlessMissing),
    async open(key) {
      const file = await open(pathOf(key), "r").catch(unlessMissing);
      if (!file) return null;
      const { size } = await file.stat();
      const { buffer } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
      const contentType = sniffPicture(buffer) ?? "application/octet-stream";
      return {
        contentType,
        bytes: size,
        body: Readable.toWeb(file.createReadStream({ start: 0 })) as ReadableStream<Uint8Array>,
      };
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    async check() {
      await mkdir(root, { recursive: true });
      await access(root);
    },
  };
}
