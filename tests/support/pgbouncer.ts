import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#tests/support/app-process.ts";
import { folderOfPostgres } from "#tests/support/postgres-server.ts";
import { endProcess } from "#tests/support/worker-process.ts";

const POOL = 20;

/** A session lasts one transaction only. */
export type Pgbouncer = { url: string; stop(): Promise<void> };

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.end();
  });
}

export async function startPgbouncer(target: string): Promise<Pgbouncer> {
  const { hostname, port: serverPort, pathname, username } = new URL(target);
  const port = await freePort();
  const folder = folderOfPostgres();
  const settings = [
    "[databases]",
    `* = host=${hostname} port=${serverPort} user=${username}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = any",
    "pool_mode = transaction",
    `default_pool_size = ${POOL}`,
    "max_client_conn = 500",
  ];
  const file = join(folder, "pgbouncer.ini");
  writeFileSync(file, `${settings.join("\n")}\n`);
  const asRoot = process.getuid?.() === 0;
  const child = spawn("pgbouncer", ["--quiet", ...(asRoot ? ["--user", "postgres"] : []), file], { stdio: "ignore" });
  for (let attempts = 0; !(await answers(port)); attempts += 1) {
    if (attempts === 100 || child.exitCode !== null) throw new Error("pgbouncer did not start.");
    await sleep(100);
  }
  return {
    url: `postgresql://${username}@127.0.0.1:${port}${pathname}`,
    stop: async () => void (await endProcess(child, "SIGTERM")),
  };
}
