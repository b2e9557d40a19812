import "server-only";
import { randomUUID } from "node:crypto";
import { access, constants, copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { SNIFF_BYTES, sniffPicture } from "#lib/pictures/sniff.ts";
import { type Folder, PRIVATE } from "#lib/storage/data-dir.ts";
import {
  type ListPage,
  type Store,
  type StoreError,
  type StoreTrouble,
  storeError,
  withStoreErrors,
} from "#lib/storage/store.ts";

/** The folder is read again for each part. */
const LISTED_AT_ONCE = 10_000;

function troubleOf(code: string, setting: Folder["setting"]): StoreTrouble {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return { code: "STORE_FULL", wrong: "is full", check: `free space on the disk of ${setting}` };
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return {
        code: "STORE_REFUSED",
        wrong: "may not be used by this process",
        check: `check the owner and the permissions of ${setting}`,
      };
    case "EMFILE":
    case "ENFILE":
      return {
        code: "STORE_UNAVAILABLE",
        wrong: "has too many open files",
        check: "raise this machine's limit if it lasts",
      };
    default:
      return { code: "STORE_FAILED", wrong: "failed", check: `check ${setting} and its disk` };
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unexpectedly";

export function readDiskTrouble(error: unknown, setting: Folder["setting"]): StoreError {
  const code = codeOf(error);
  return storeError(troubleOf(code, setting), code, error);
}

function unlessMissing(error: unknown): null {
  if (codeOf(error) === "ENOENT") return null;
  throw error;
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolderNow(path: string): Promise<void> {
  const directory = await open(path, "r");
  await directory.sync().finally(() => directory.close());
}

type Sync = { running: Promise<void>; next: Promise<void> | null };
const syncs = new Map<string, Sync>();

/** What asks while a sync runs shares the next one: a sync tells of all that the folder held when it began. */
function syncFolder(path: string): Promise<void> {
  const last = syncs.get(path);
  if (last?.next) return last.next;
  const begin = (): Promise<void> => {
    const sync: Sync = { running: syncFolderNow(path), next: null };
    syncs.set(path, sync);
    const end = () => {
      if (!sync.next) syncs.delete(path);
    };
    sync.running.then(end, end);
    return sync.running;
  };
  if (!last) return begin();
  last.next = last.running.then(begin, begin);
  return last.next;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  await file.sync().finally(() => file.close());
}

const isOtherDisk = (error: unknown) => codeOf(error) === "EXDEV";

/** Atomic, and survives a power cut. */
async function moveDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await syncFile(from);
  await rename(from, to).catch(async (error: unknown) => {
    if (!isOtherDisk(error)) throw error;
    const draft = `${to}.${randomUUID()}.part`;
    await copyFile(from, draft);
    await syncFile(draft);
    await rename(draft, to);
    await rm(from);
  });
  await syncFolder(dirname(to));
}

/** Copies if it is on another disk. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  await link(from, to).catch((error: unknown) => {
    if (!isOtherDisk(error)) throw error;
    return copyFile(from, to);
  });
}

/** Makes the folder where it is missing. */
async function writeDraft(path: string, bytes: Uint8Array): Promise<void> {
  await writeSynced(path, bytes).catch(async (error: unknown) => {
    unlessMissing(error);
    await mkdir(dirname(path), { recursive: true });
    await writeSynced(path, bytes);
  });
}

/** Atomic, and survives a power cut. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}.part`;
  try {
    await writeDraft(draft, bytes);
    await rename(draft, path);
  } catch (error) {
    // On a full disk, half a draft would hold the space that the next try needs.
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Sorted by name; files removed meanwhile are skipped. */
async function listFolder(path: string, folder: string, from: string | null): Promise<ListPage> {
  const entries = (await readdir(path, { withFileTypes: true }).catch(unlessMissing)) ?? [];
  const names = entries.flatMap((entry) => (entry.isFile() ? entry.name : [])).sort();
  const rest = from === null ? names : names.filter((name) => name >= from);
  const found = await Promise.all(
    rest.slice(0, LISTED_AT_ONCE).map(async (name) => {
      const facts = await stat(join(path, name)).catch(unlessMissing);
      return facts ? [{ key: folder + name, modifiedAt: facts.mtime }] : [];
    }),
  );
  return { objects: found.flat(), next: rest[LISTED_AT_ONCE] ?? null };
}

/** The content type is read from the bytes. */
export function diskStore({ path: root, setting }: Folder): Store {
  const pathOf = (key: string) => join(/* turbopackIgnore: true */ root, ...key.split("/"));
  const store: Store = {
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
    list: (folder, from) => listFolder(pathOf(folder), folder, from),
    putFile: (key, path) => moveDurably(path, pathOf(key)),
    getFile: async (key, path) => (await linkOrCopy(pathOf(key), path).catch(unlessMissing)) !== null,
    async check() {
      await mkdir(root, { recursive: true, mode: PRIVATE });
      await access(root, constants.R_OK | constants.W_OK);
    },
  };
  return withStoreErrors(store, (error) => readDiskTrouble(error, setting));
}
