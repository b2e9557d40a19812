import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnApp } from "#tests/support/app-process.ts";

async function startIn(DATA_DIR: string, SAMPLE_CATALOG: string): Promise<void> {
  const { child } = await spawnApp({ DATA_DIR, SAMPLE_CATALOG });
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

/** Of an app without and of one with the sample catalogue: those of the tests start with copies, in a third of the time. */
export default async function prepareFolders(): Promise<() => void> {
  const folders = mkdtempSync(join(tmpdir(), "packshot-prepared-"));
  const [empty, sample] = [join(folders, "off"), join(folders, "on")];
  await startIn(empty, "off");
  cpSync(empty, sample, { recursive: true });
  await startIn(sample, "on");
  process.env.PREPARED_FOLDERS = folders;
  return () => rmSync(folders, { recursive: true, force: true });
}
