import "server-only";
import { setupLink } from "#lib/auth/invites.ts";
import { backUpBeforeMigration } from "#lib/backup/before-migration.ts";
import { startControl } from "#lib/backup/control.ts";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { requireUtc } from "#lib/db/connection/time-zone.ts";
import { waitForDatabase, waitForPooler } from "#lib/db/connection/wait-for-database.ts";
import { migrate } from "#lib/db/migrate.ts";
import { loadSampleCatalog } from "#lib/demo/load-sample-catalog.ts";
import { env } from "#lib/env.ts";
import { isExpected } from "#lib/expected-errors.ts";
import { modelInfo } from "#lib/gemini/model-info.ts";
import { prices } from "#lib/gemini/price-list.ts";
import { log } from "#lib/log.ts";
import { boss } from "#lib/queue/boss.ts";
import { started } from "#lib/started.ts";
import { checkDataDir } from "#lib/storage/data-dir.ts";
import { confirmStore } from "#lib/storage/identity.ts";
import { store } from "#lib/storage/storage.ts";
import { transitFolder } from "#lib/storage/transit.ts";
import { startUpkeep } from "#lib/upkeep/upkeep.ts";
import { startImporter, startWorker, type Worker } from "#lib/worker.ts";

const STOP_MS = 4_000;

type Role = "app" | "worker";

async function startWork(isWorker: boolean): Promise<Worker> {
  if (!isWorker) return startImporter();
  const worker = await startWorker();
  const stopUpkeep = startUpkeep();
  return {
    async stop() {
      await Promise.all([stopUpkeep(), worker.stop()]);
    },
  };
}

async function begin(role: Role): Promise<void> {
  const { SAMPLE_CATALOG, STORE_ADOPT, WORKER } = env();
  prices();
  checkDataDir();
  await waitForDatabase();
  const { kind } = await driver();
  await backUpBeforeMigration();
  const migrations = await migrate();
  await waitForPooler();
  await requireUtc();
  transitFolder();
  await store().check();
  await confirmStore(store(), STORE_ADOPT === "on");
  await boss();
  if (kind === "embedded") await startControl();
  const products = role === "app" && SAMPLE_CATALOG === "on" ? await loadSampleCatalog() : 0;
  const link = role === "app" ? await setupLink() : null;
  if (link) console.log(`Nobody has an account yet. Create the first admin within an hour at ${link.url}`);
  const isWorker = role === "worker" || WORKER === "on";
  const starting = startWork(isWorker);
  endOnSignal(starting);
  await starting;
  log().info(
    {
      role,
      database: kind,
      storage: store().kind,
      ...modelInfo(),
      migrations,
      sampleProducts: products,
      worker: isWorker,
    },
    "started",
  );
}

async function end(worker: Worker): Promise<void> {
  await worker.stop();
  await (await boss()).stop({ graceful: false });
  await db.$disconnect();
  await (await driver()).close();
}

/** Ends the process on SIGTERM or Ctrl-C (which a terminal may deliver twice), its image handed back to the queue, also while work starts. */
function endOnSignal(starting: Promise<Worker>): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log().info({ signal }, "stopping");
    const giveUp = setTimeout(() => process.exit(1), STOP_MS + 500);
    starting
      .then(end)
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log().error({ err: error }, "did not stop cleanly");
        process.exit(1);
      })
      .finally(() => clearTimeout(giveUp));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

export async function start(role: Role): Promise<void> {
  try {
    await begin(role);
    started().resolve();
  } catch (error) {
    console.error(isExpected(error) ? error.message : error);
    process.exit(1);
  }
}
