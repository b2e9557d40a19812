import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterEach, expect, test, vi } from "vitest";
import type { Driver } from "#lib/db/connection/driver.ts";
import { embeddedDriver } from "#lib/db/embedded/database.ts";
import { EmbeddedUpkeep } from "#lib/db/embedded/upkeep.ts";
import { PrismaClient } from "#lib/db/generated/client.ts";
import { REGISTRY } from "#lib/once.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { copyTemplate } from "#tests/support/template-copy.ts";

copyTemplate(dataPath("database"));

let opened: { close(): Promise<void> } | null = null;

afterEach(async () => {
  await opened?.close();
  opened = null;
});

async function openDriver(): Promise<Driver> {
  const driver = await embeddedDriver();
  opened = driver;
  return driver;
}

async function openDatabase(): Promise<PGlite> {
  const folder = join(fs.mkdtempSync(join(tmpdir(), "packshot-copy-")), "database");
  copyTemplate(folder);
  const database = await PGlite.create(folder);
  opened = database;
  return database;
}

/** Counts the calls of `fsyncSync` while `work` runs. */
async function countSyncs(work: () => Promise<void>): Promise<number> {
  const original = fs.fsyncSync;
  let calls = 0;
  fs.fsyncSync = (file) => {
    calls += 1;
    original(file);
  };
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    fs.fsyncSync = original;
    syncBuiltinESMExports();
  }
  return calls;
}

test("syncs the log with every commit", async () => {
  const { withSession } = await openDriver();
  await withSession((session) => session.exec("CREATE TABLE note (text text)"));
  const commits = await countSyncs(() =>
    withSession(async (session) => {
      for (let index = 0; index < 20; index += 1) await session.query("INSERT INTO note VALUES ($1)", ["x"]);
    }),
  );
  expect(commits).toBeGreaterThanOrEqual(20);
});

test("syncs the files of a new database", async () => {
  process.env.DATA_DIR = fs.mkdtempSync(join(process.env.DATA_DIR ?? "", "new-"));
  Reflect.deleteProperty(globalThis, REGISTRY);
  const file = await fs.promises.open(process.env.DATA_DIR, "r");
  const sync = vi.spyOn(Object.getPrototypeOf(file), "sync");
  await file.close();
  await (await openDriver()).close();
  opened = null;
  const files = fs.readdirSync(dataPath("database"), { recursive: true }).length;
  expect(sync.mock.calls.length).toBeGreaterThan(0.9 * files);
  sync.mockRestore();
});

test("is kept up while it is open, and no longer", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const checkpoint = vi.spyOn(EmbeddedUpkeep.prototype, "checkpoint");
  try {
    const driver = await openDriver();
    vi.advanceTimersByTime(5_000);
    expect(checkpoint).toHaveBeenCalledTimes(1);
    await driver.close();
    opened = null;
    vi.advanceTimersByTime(60_000);
    expect(checkpoint).toHaveBeenCalledTimes(1);
  } finally {
    checkpoint.mockRestore();
    vi.useRealTimers();
  }
});

type Checkpoint = { redo: string };

async function lastCheckpoint(database: PGlite): Promise<string | undefined> {
  const { rows } = await database.query<Checkpoint>("SELECT redo_lsn::text AS redo FROM pg_control_checkpoint()");
  return rows[0]?.redo;
}

const ONE_MEGABYTE = 1024 * 1024;
const fill = (rows: number) =>
  `CREATE TABLE IF NOT EXISTS filler (id int, text text);
   INSERT INTO filler SELECT n, repeat(md5(n::text), 30) FROM generate_series(1, ${rows}) AS n`;

const LIMITS = { checkpointSeconds: 300, checkpointBytes: Infinity, busyCheckpointBytes: Infinity, vacuumRows: 50 };
const idle = () => 0;

test("writes a checkpoint by the log that there is, or by the time", async () => {
  const database = await openDatabase();
  const bySize = new EmbeddedUpkeep(database, idle, { ...LIMITS, checkpointBytes: ONE_MEGABYTE });
  const byTime = new EmbeddedUpkeep(database, idle, { ...LIMITS, checkpointSeconds: 0 });
  await database.exec("CHECKPOINT");
  const first = await lastCheckpoint(database);
  await database.exec(fill(100));
  await bySize.checkpoint(false);
  expect(await lastCheckpoint(database)).toBe(first);
  await database.exec(fill(2_000));
  await bySize.checkpoint(false);
  const second = await lastCheckpoint(database);
  expect(second).not.toBe(first);
  await byTime.checkpoint(false);
  expect(await lastCheckpoint(database)).toBe(second);
  await database.exec(fill(100));
  await byTime.checkpoint(false);
  expect(await lastCheckpoint(database)).not.toBe(second);
  await Promise.all([bySize.stop(), byTime.stop()]);
});

test("writes a checkpoint while others are at work only where there is much log", async () => {
  const database = await openDatabase();
  const limits = { ...LIMITS, checkpointSeconds: 0, checkpointBytes: 0 };
  const patient = new EmbeddedUpkeep(database, idle, limits);
  const urgent = new EmbeddedUpkeep(database, idle, { ...limits, busyCheckpointBytes: ONE_MEGABYTE });
  await database.exec("CHECKPOINT");
  const first = await lastCheckpoint(database);
  await database.exec(fill(2_000));
  await patient.checkpoint(true);
  expect(await lastCheckpoint(database)).toBe(first);
  await urgent.checkpoint(true);
  expect(await lastCheckpoint(database)).not.toBe(first);
  await Promise.all([patient.stop(), urgent.stop()]);
});

test("leaves tables alone while statements of others take much of the time", async () => {
  const database = await openDatabase();
  let spentMs = 0;
  const upkeep = new EmbeddedUpkeep(database, () => spentMs, LIMITS);
  const [checkpoint, vacuum] = [vi.spyOn(upkeep, "checkpoint"), vi.spyOn(upkeep, "vacuum")];
  for (let look = 1; look <= 12; look += 1) {
    spentMs += 60_000;
    await upkeep.look();
  }
  expect(checkpoint.mock.calls).toEqual(Array(12).fill([true]));
  expect(vacuum).not.toHaveBeenCalled();
  for (let look = 1; look <= 12; look += 1) await upkeep.look();
  expect(checkpoint).toHaveBeenLastCalledWith(false);
  expect(vacuum).toHaveBeenCalledOnce();
  await upkeep.stop();
});

type Statistics = { dead: number; changed: number; planned: number };

async function statistics(database: PGlite): Promise<Statistics | undefined> {
  await database.query("SELECT pg_stat_force_next_flush()");
  const { rows } = await database.query<Statistics>(
    `SELECT n_dead_tup::int AS dead, n_mod_since_analyze::int AS changed,
       (SELECT count(*)::int FROM pg_stats WHERE tablename = 'filler') AS planned
     FROM pg_stat_all_tables WHERE relname = 'filler'`,
  );
  return rows[0];
}

test("vacuums and analyses a changed table, after the transaction that is open", async () => {
  const database = await openDatabase();
  const upkeep = new EmbeddedUpkeep(database, idle, LIMITS);
  await database.exec(fill(1_000));
  await database.exec("DELETE FROM filler WHERE id % 2 = 0");
  expect(await statistics(database)).toEqual({ dead: 500, changed: 1_500, planned: 0 });
  const end = Promise.withResolvers<void>();
  const transaction = database.transaction(async (tx) => {
    await tx.exec("INSERT INTO filler VALUES (0, 'x')");
    await end.promise;
  });
  const vacuum = upkeep.vacuum();
  end.resolve();
  await Promise.all([transaction, vacuum]);
  expect(await statistics(database)).toEqual({ dead: 0, changed: 0, planned: 2 });
  await upkeep.stop();
});

test("lets the rest of the process run between the queries of work that only asks the database", async () => {
  const { adapter } = await openDriver();
  const client = new PrismaClient({ adapter });
  let turns = 0;
  const count = () => {
    turns += 1;
    next = setImmediate(count);
  };
  const turnsDuring = async (work: () => Promise<unknown>) => {
    await work();
    const before = turns;
    for (let round = 0; round < 20; round += 1) await work();
    return turns - before;
  };
  let next = setImmediate(count);
  try {
    expect(await turnsDuring(() => client.$transaction((tx) => tx.$queryRaw`SELECT 1`))).toBeGreaterThanOrEqual(20);
    expect(await turnsDuring(() => client.$queryRaw`SELECT 1`)).toBeGreaterThanOrEqual(20);
    expect(await turnsDuring(() => client.$executeRaw`SELECT 1`)).toBeGreaterThanOrEqual(20);
  } finally {
    clearImmediate(next);
    await client.$disconnect();
  }
});
