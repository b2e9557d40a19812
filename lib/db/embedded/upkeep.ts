import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { PGlite } from "@electric-sql/pglite";
import { keepSpareSpace } from "#lib/db/embedded/spare-space.ts";
import { log } from "#lib/log.ts";

const TICK_MS = 5_000;
/** The share of the time since the last look that statements took from which on others are at work. */
const BUSY_SHARE = 0.25;
const LOOKS_PER_VACUUM = 12;
/** Lets requests of several statements through. */
const BETWEEN_MS = 50;
/** Looks in a row that may find the database busy before tables are vacuumed anyway. */
const MOST_BUSY_LOOKS = 10;

export type UpkeepLimits = {
  checkpointSeconds: number;
  checkpointBytes: number;
  /** The same while others are at work. */
  busyCheckpointBytes: number;
  /** Changed rows from which a table is vacuumed, besides a share of its rows. */
  vacuumRows: number;
};

const MEGABYTE = 1024 * 1024;
/** `busyCheckpointBytes` is `max_wal_size`, which the log's files take anyway. */
const LIMITS: UpkeepLimits = {
  checkpointSeconds: 300,
  checkpointBytes: 128 * MEGABYTE,
  busyCheckpointBytes: 256 * MEGABYTE,
  vacuumRows: 50,
};

/** Log since the last checkpoint from which a timed one has something to do, in bytes. */
const SOME_LOG = 64 * 1024;

/** The shares of a table are PostgreSQL's own: `autovacuum_vacuum_scale_factor`, `autovacuum_analyze_scale_factor`. */
const DUE_TABLES = `
  SELECT format('%I.%I', s.schemaname, s.relname) AS name
  FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid
  WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND s.schemaname NOT IN ('pg_toast', 'information_schema')
    AND (s.n_dead_tup > $1 + 0.2 * greatest(c.reltuples, 0) OR s.n_mod_since_analyze > $1 + 0.1 * greatest(c.reltuples, 0))
  ORDER BY s.n_dead_tup + s.n_mod_since_analyze DESC`;

/**
 * What PostgreSQL's background processes do, of which the embedded database has none: checkpoints, so that its log
 * stays small and a start after a crash short, VACUUM and ANALYZE. Each is a statement outside of any transaction, and blocks
 * every other query: a checkpoint of a large job's rows for seconds on a slow disk. So they wait while others are at work.
 */
export class EmbeddedUpkeep {
  readonly #database: PGlite;
  readonly #spentMs: () => number;
  readonly #limits: UpkeepLimits;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | null = null;
  #isStopping = false;
  #looks = 0;
  #busyLooks = 0;
  #lastLook: { at: number; spentMs: number };

  /** `spentMs`: how long all statements of others have taken so far. */
  constructor(database: PGlite, spentMs: () => number, limits = LIMITS) {
    this.#database = database;
    this.#spentMs = spentMs;
    this.#limits = limits;
    this.#lastLook = { at: performance.now(), spentMs: spentMs() };
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  #tick(): void {
    this.#running ??= this.look()
      .catch((error: unknown) => log().error({ err: error }, "maintenance of the embedded database failed"))
      .finally(() => {
        this.#running = null;
      });
  }

  async look(): Promise<void> {
    const isBusy = this.#isBusy();
    await this.checkpoint(isBusy);
    await keepSpareSpace();
    this.#looks += 1;
    if (this.#looks % LOOKS_PER_VACUUM !== 0) return;
    this.#busyLooks = isBusy ? this.#busyLooks + 1 : 0;
    if (!isBusy || this.#busyLooks > MOST_BUSY_LOOKS) await this.vacuum();
  }

  #isBusy(): boolean {
    const last = this.#lastLook;
    const look = { at: performance.now(), spentMs: this.#spentMs() };
    this.#lastLook = look;
    return look.spentMs - last.spentMs > BUSY_SHARE * (look.at - last.at);
  }

  async checkpoint(isBusy: boolean): Promise<void> {
    const { checkpointSeconds, checkpointBytes, busyCheckpointBytes } = this.#limits;
    const { rows } = await this.#database.query<{ bytes: number; seconds: number }>(
      `SELECT (pg_current_wal_insert_lsn() - redo_lsn)::float8 AS bytes,
         extract(epoch FROM clock_timestamp() - checkpoint_time)::float8 AS seconds FROM pg_control_checkpoint()`,
    );
    const { bytes = 0, seconds = 0 } = rows[0] ?? {};
    const isDue = bytes >= checkpointBytes || (seconds >= checkpointSeconds && bytes >= SOME_LOG);
    if (isBusy ? bytes >= busyCheckpointBytes : isDue) await this.#database.exec("CHECKPOINT");
  }

  /** Vacuums and analyses the tables that are due, in a statement each: others may query between two. */
  async vacuum(): Promise<void> {
    await this.#database.query("SELECT pg_stat_force_next_flush()");
    const due = await this.#database.query<{ name: string }>(DUE_TABLES, [this.#limits.vacuumRows]);
    for (const { name } of due.rows)
      for (const command of ["VACUUM", "ANALYZE"]) {
        if (this.#isStopping) return;
        await this.#database.exec(`${command} ${name}`);
        await sleep(BETWEEN_MS);
      }
  }
}
