import { join } from "node:path";
import pg from "pg";
import { expect, test, vi } from "vitest";
import { NO_SETTINGS } from "#tests/support/no-settings.ts";
import { startPgbouncer } from "#tests/support/pgbouncer.ts";
import { startPostgres } from "#tests/support/postgres-server.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

test("starts behind a pooler that keeps its sessions: migrated first, in UTC, no lock left", async () => {
  const server = await startPostgres();
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query("ALTER SYSTEM SET TimeZone = 'Europe/Berlin'");
  await admin.query("SELECT pg_reload_conf()");
  const pooler = await startPgbouncer(server.url);
  const worker = spawnWorker({
    ...NO_SETTINGS,
    DATA_DIR: join(process.env.DATA_DIR ?? "", "pooled"),
    DATABASE_URL: pooler.url,
    DIRECT_DATABASE_URL: server.url,
  });
  try {
    await vi.waitFor(
      async () => {
        expect(worker.exitCode).toBeNull();
        expect((await admin.query('SELECT 1 FROM "WorkerProcess"')).rowCount).toBe(1);
      },
      { timeout: 100_000, interval: 250 },
    );
    expect((await admin.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")).rowCount).toBe(0);
    expect(await endProcess(worker, "SIGTERM")).toBe(0);
  } finally {
    worker.kill("SIGKILL");
    await pooler.stop();
    await admin.end();
    server.remove();
  }
});
