import type { ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NO_SETTINGS } from "#tests/support/no-settings.ts";
import { spawnScript } from "#tests/support/npm-script.ts";

/** Below the ephemeral ports: an outgoing connection could take one of those before the server listens. */
const PORTS = { first: 12_000, count: 20_000 };

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + randomInt(PORTS.count);
    if (await isFree(port)) return port;
  }
}

export type AppProcess = { url: string; dataDir: string; child: ChildProcess };

const made: string[] = [];
process.on("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Removed at the end of this process. What a start in it would make is there already where a run has prepared folders (tests/e2e/prepare-folders.ts). */
function newDataDir(sampleCatalog: string): string {
  const folder = mkdtempSync(join(tmpdir(), "packshot-app-"));
  made.push(folder);
  const prepared = process.env.PREPARED_FOLDERS;
  if (prepared) cpSync(join(prepared, sampleCatalog), folder, { recursive: true });
  return folder;
}

/** On a free port and in a new DATA_DIR unless `env` sets them. */
export async function launchApp(
  env: Record<string, string> = {},
  output: "inherit" | "pipe" = "inherit",
): Promise<AppProcess> {
  const port = env.PORT ?? String(await freePort());
  const SAMPLE_CATALOG = env.SAMPLE_CATALOG ?? "off";
  const DATA_DIR = env.DATA_DIR ?? newDataDir(SAMPLE_CATALOG);
  const settings = { ...NO_SETTINGS, LOG_LEVEL: "warn", ...env, SAMPLE_CATALOG, DATA_DIR, PORT: port };
  return { url: `http://127.0.0.1:${port}`, dataDir: DATA_DIR, child: spawnScript("serve", settings, output) };
}

/** On a busy machine a start takes a minute. */
const START_MS = 120_000;

/** Resolves once it answers. */
export async function spawnApp(env: Record<string, string> = {}): Promise<AppProcess> {
  const app = await launchApp(env);
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; ) {
    const answered = await fetch(`${app.url}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answered?.ok) return app;
    if (app.child.exitCode !== null) throw new Error(`The app ended with ${app.child.exitCode}.`);
    await sleep(100);
  }
  app.child.kill("SIGTERM");
  throw new Error(`The app did not answer within ${START_MS / 1_000} s.`);
}
