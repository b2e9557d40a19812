import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#tests/support/app-process.ts";

const INSTALLED = "/usr/lib/postgresql";

/** In a temporary folder; can be stopped hard and started again with its data. */
export type PostgresServer = { url: string; stop(): void; start(): void; remove(): void };

function binaries(): string {
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a));
  return process.env.PG_BIN ?? join(INSTALLED, versions[0] ?? "", "bin");
}

const asRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root, so root uses the package's user. */
function run(program: string, ...parameters: string[]): void {
  const command = [join(binaries(), program), ...parameters];
  const [file = "", ...rest] = asRoot ? ["runuser", "-u", "postgres", "--", ...command] : command;
  execFileSync(file, rest, { stdio: ["ignore", "ignore", "inherit"] });
}

function idOfPostgres(kind: "-u" | "-g"): number {
  return Number(execFileSync("id", [kind, "postgres"], { encoding: "utf8" }));
}

export function folderOfPostgres(): string {
  const folder = mkdtempSync(join(tmpdir(), "packshot-pg-"));
  if (asRoot) chownSync(folder, idOfPostgres("-u"), idOfPostgres("-g"));
  return folder;
}

export function copyDatabase(from: string, to: string): void {
  const dump = execFileSync(join(binaries(), "pg_dump"), ["--format=custom", from], { maxBuffer: 1 << 30 });
  execFileSync(join(binaries(), "pg_restore"), ["--dbname", to, "--no-owner"], { input: dump });
}

/** Uses the newest installed version, or that of PG_BIN. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = folderOfPostgres();
  const port = await freePort();
  run("initdb", "-D", folder, "-A", "trust", "-U", "postgres", "--no-sync");
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200`;
  const server = {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start: () => run("pg_ctl", "-D", folder, "-w", "-l", join(folder, "log"), "-o", options, "start"),
    stop: () => run("pg_ctl", "-D", folder, "-w", "-m", "immediate", "stop"),
    remove() {
      server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  server.start();
  return server;
}
