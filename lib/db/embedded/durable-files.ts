import "server-only";
import { fsyncSync } from "node:fs";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** Files whose failed write ends PostgreSQL: the log, the commit status, the control file. Any other fails one statement. */
const VITAL = /\/(?:pg_wal|pg_xact|pg_multixact|global)\//;
/** ENOSPC as the WebAssembly module counts it. Source: emscripten's bits/errno.h. */
const NO_SPACE = 51;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;

type Stream = { nfd: number; path?: string; node: { mode: number } };
type NodeFiles = {
  stream_ops: { write(stream: Stream, ...rest: unknown[]): number; fsync?(stream: Stream): number };
  tryFSOperation<Result>(operation: () => Result): Result;
};

const isFolder = ({ node }: Stream) => (node.mode & S_IFMT) === S_IFDIR;
const isVital = ({ path }: Stream) => path !== undefined && VITAL.test(path);
const isFull = (error: unknown) =>
  typeof error === "object" && error !== null && Reflect.get(error, "errno") === NO_SPACE;

function sync(stream: Stream): void {
  try {
    fsyncSync(stream.nfd);
  } catch (error) {
    // Some file systems sync no folders.
    if (!isFolder(stream)) throw error;
  }
}

/**
 * PGlite's own file system has no `fsync`, so that PostgreSQL's call does nothing. `makeRoom` is called when the disk is full
 * for a file that PostgreSQL can't do without; the write is tried again.
 */
export class DurableFiles extends NodeFS {
  readonly #makeRoom: () => void;

  constructor(folder: string, makeRoom: () => void) {
    super(folder);
    this.#makeRoom = makeRoom;
  }

  override async init(...parameters: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(...parameters);
    const prepare = (module: { FS: { filesystems: { NODEFS: NodeFiles } } }) =>
      this.#extend(module.FS.filesystems.NODEFS);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), prepare] } };
  }

  #extend(files: NodeFiles): void {
    const operations = files.stream_ops;
    const write = operations.write;
    operations.fsync = (stream) => {
      files.tryFSOperation(() => sync(stream));
      return 0;
    };
    operations.write = (stream, ...rest) => {
      try {
        return write(stream, ...rest);
      } catch (error) {
        if (!isFull(error) || !isVital(stream)) throw error;
        this.#makeRoom();
        return write(stream, ...rest);
      }
    };
  }
}
