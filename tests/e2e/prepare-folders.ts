import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnApp } from "#tests/support/app-process.ts";

/** Starts an app with and one without the sample catalogue; the apps of the tests start with copies of their folders, in a third of the time. */
export default async function prepareFolders(): Promise<() => void> {
  const folders = mkdtempSync(join(tmpdir(), "packshot-prepared-"));
  await Promise.all(
    ["on", "off"].map(async (SAMPLE_CATALOG) => {
      const { child } = await spawnApp({ SAMPLE_CATALOG, DATA_DIR: join(folders, SAMPLE_CATALOG) });
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }),
  );
  process.env.PREPARED_FOLDERS = folders;
  return () => rmSync(folders, { recursive: true, force: true });
}
