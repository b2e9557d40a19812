import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MB = 1_048_576;

/** A small in-memory disk. Mounting it needs root. */
export class SmallDisk {
  readonly path = mkdtempSync(join(tmpdir(), "packshot-disk-"));
  readonly #filler = join(this.path, "filler");

  constructor(megabytes: number) {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", this.path]);
  }

  resize(megabytes: number): void {
    execFileSync("mount", ["-o", `remount,size=${megabytes}m`, this.path]);
  }

  get freeMb(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return (bavail * bsize) / MB;
  }

  /** Leaves this much free space. */
  fill(leaveMb: number): void {
    const zeros = Buffer.alloc(MB);
    const file = openSync(this.#filler, "a");
    try {
      while (this.freeMb > leaveMb) writeSync(file, zeros);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    } finally {
      closeSync(file);
    }
  }

  clear(): void {
    rmSync(this.#filler, { force: true });
  }

  remove(): void {
    execFileSync("umount", ["--lazy", this.path]);
    rmdirSync(this.path);
  }
}
