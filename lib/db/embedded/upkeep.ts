import "server-only";
import type { PGlite } from "@electric-sql/pglite";
import { keepSpareSpace } from "#lib/db/embedded/spare-space.ts";
import { log } from "#lib/log.ts";

const TICK_MS = 5_000;
/** A statement that is answered later than this shows that others are at work. */
const BUSY_MS = 25;
const LOOKS_PER_VACUUM = 12;
/** Looks in a row that may find the database busy before tables are vacuumed anyway. */
const MOST_BUSY_LOOKS = 10;

export type UpkeepLimits = {
  checkpointSeconds: number;
  checkpointBytes: number;
  /** Changed rows from which a table is vacuumed, besides a share of its rows. */
  vacuumRows: number;
};

const LIMITS: UpkeepLimits = { checkpointSeconds: 300, checkpointBytes: 128 * 1024 * 1024, vacuumRows: 50 };

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
 * stays small and a start after a crash short, and VACUUM (ANALYZE). Each is a statement outside of any transaction.
 */
export class EmbeddedUpkeep {
  readonly #database: PGlite;
  readonly #limits: UpkeepLimits;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | null = null;
  #looks = 0;
  #busyLooks = 0;

  constructor(database: PGlite, limits = LIMITS) {
    this.#database = database;
    this.#limits = limits;
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #tick(): void {
    this.#running ??= this.#look()
      .catch((error: unknown) => log().error({ err: error }, "maintenance of the embedded database failed"))
      .finally(() => {
        this.#running = null;
      });
  }

  async #look(): Promise<void> {
    await this.checkpoint();
    await keepSpareSpace();
    this.#looks += 1;
    if (this.#looks % LOOKS_PER_VACUUM !== 0) return;
    const isBusy = await this.#isBusy();
    this.#busyLooks = isBusy ? this.#busyLooks + 1 : 0;
    if (!isBusy || this.#busyLooks > MOST_BUSY_LOOKS) await this.vacuum();
  }

  async #isBusy(): Promise<boolean> {
    const asked = performance.now();
    await this.#database.query("SELECT 1");
    return performance.now() - asked > BUSY_MS;
  }

  async checkpoint(): Promise<void> {
    const { checkpointSeconds, checkpointBytes } = this.#limits;
    const { rows } = await this.#database.query<{ bytes: number; seconds: number }>(
      `SELECT (pg_current_wal_insert_lsn() - redo_lsn)::float8 AS bytes,
         extract(epoch FROM clock_timestamp() - checkpoint_time)::float8 AS seconds FROM pg_control_checkpoint()`,
    );
    const { bytes = 0, seconds = 0 } = rows[0] ?? {};
    if (bytes >= checkpointBytes || (seconds >= checkpointSeconds && bytes >= SOME_LOG))
      await this.#database.exec("CHECKPOINT");
  }

  /** Vacuums and analyses the tables that are due, each in a statement of its own: others may query between two. */
  async vacuum(): Promise<void> {
    await this.#database.query("SELECT pg_stat_force_next_flush()");
    const due = await this.#database.query<{ name: string }>(DUE_TABLES, [this.#limits.vacuumRows]);
    for (const { name } of due.rows) await this.#database.exec(`VACUUM (ANALYZE) ${name}`);
  }
}
