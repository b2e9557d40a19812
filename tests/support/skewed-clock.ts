import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [LIBRARY] = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1");

/** Changes the wall clock of processes started with its `env`, by libfaketime. Timers keep the true time. */
export class SkewedClock {
  readonly #file = join(mkdtempSync(join(tmpdir(), "packshot-clock-")), "skew");

  constructor(seconds = 0) {
    if (!LIBRARY) throw new Error("Install the Debian package faketime.");
    this.set(seconds);
  }

  /** Also changes running processes, within a second. */
  set(seconds: number): void {
    writeFileSync(this.#file, `${seconds < 0 ? "-" : "+"}${Math.abs(seconds)}s\n`);
  }

  get env(): Record<string, string> {
    return {
      LD_PRELOAD: LIBRARY ?? "",
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
    };
  }
}

/** Removes libfaketime's files of a killed process: a later one with the same pid would not start. */
export function removeClockTraces(pid: number): void {
  for (const name of ["faketime_shm", "sem.faketime_sem"]) rmSync(`/dev/shm/${name}_${pid}`, { force: true });
}
