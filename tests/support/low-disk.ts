import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

type LowDisk = {
  /** How often free space was asked for. */
  asked(): number;
  /** Restores the system's answer. */
  end(): void;
};

/** Of every folder, or of one. */
export function pretendFree(megabytes: number, folder?: string): LowDisk {
  const original = fs.promises.statfs;
  const bsize = 1024 * 1024;
  let asked = 0;
  const statfs = async (path: string) => {
    if (folder !== undefined && path !== folder) return original(path);
    asked += 1;
    return { type: 0, bsize, blocks: 1_000, bfree: megabytes, bavail: megabytes, files: 0, ffree: 0 };
  };
  Object.assign(fs.promises, { statfs });
  syncBuiltinESMExports();
  return {
    asked: () => asked,
    end() {
      Object.assign(fs.promises, { statfs: original });
      syncBuiltinESMExports();
    },
  };
}
