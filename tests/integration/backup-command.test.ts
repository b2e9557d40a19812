import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { NO_SETTINGS } from "#tests/support/no-settings.ts";
import { emptyFolder } from "#tests/support/other-data.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const LONG_MS = 240_000;

/** `npm run backup` or `restore`, and what it says. */
async function run(name: "backup" | "restore", dataDir: string, ...parameters: string[]) {
  const child = spawn("sh", ["lib/launch/node.sh", name, ...parameters], {
    env: { ...process.env, ...NO_SETTINGS, DATA_DIR: dataDir, LOG_LEVEL: "" },
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, output, errors };
}

test(
  "the commands: a backup by the process that runs, no restore under it, and a restore into an empty place",
  async () => {
    const [dataDir, place, empty] = [emptyFolder(), emptyFolder(), emptyFolder()];
    expect(await run("backup", dataDir)).toMatchObject({
      code: 1,
      errors: expect.stringContaining("Usage: npm run backup"),
    });
    const worker = spawnWorker({ ...NO_SETTINGS, DATA_DIR: dataDir, LOG_LEVEL: "fatal" });
    onTestFinished(() => void worker.kill("SIGKILL"));
    const contact = join(dataDir, "control.json");
    await vi.waitUntil(() => statSync(contact, { throwIfNoEntry: false }), { timeout: 120_000, interval: 100 });
    const { port } = z.object({ port: z.int() }).parse(JSON.parse(readFileSync(contact, "utf8")));
    const stranger = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: JSON.stringify({ place }) });
    expect(stranger.status).toBe(403);
    expect((statSync(contact).mode & 0o777).toString(8)).toBe("600");
    expect(await run("backup", dataDir, place)).toMatchObject({
      code: 0,
      output: expect.stringContaining("is complete"),
    });
    expect(readdirSync(join(place, "backups"))).toEqual([expect.stringMatching(/\.json$/)]);
    expect(await run("restore", dataDir, place, "--replace")).toMatchObject({
      code: 1,
      errors: expect.stringContaining("in use by another Packshot process"),
    });
    await endProcess(worker, "SIGTERM");
    // By itself, as nobody runs.
    expect(await run("backup", dataDir, place)).toMatchObject({
      code: 0,
      output: expect.stringContaining("is complete"),
    });
    expect(await run("restore", empty, place)).toMatchObject({
      code: 0,
      output: expect.stringContaining("is restored"),
    });
    expect(await run("restore", empty, place)).toMatchObject({ code: 1, errors: expect.stringContaining("--replace") });
  },
  LONG_MS,
);
