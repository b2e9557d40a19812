import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { JobStream } from "#tests/drill/scenarios/job-stream.ts";
import { launchApp, spawnApp } from "#tests/support/app-process.ts";
import { importCatalog } from "#tests/support/fleet.ts";
import { callInFlight, drawReply, GeminiStub } from "#tests/support/gemini-stub.ts";
import { keysOnDisk, tallyCalls, tallyStore } from "#tests/support/job-tally.ts";
import { seededRandom } from "#tests/support/random.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { endProcess } from "#tests/support/worker-process.ts";

const KILLS = Number(process.env.DRILL_KILLS ?? 200);
const SEED = Number(process.env.DRILL_SEED ?? Date.now() % 100_000);
const IMAGES = Number(process.env.DRILL_IMAGES ?? 60);
const CONCURRENCY = 2;
const CALL_MS = 500;
const LONGEST_PAUSE_MS = 3_000;
/** How often it dies while it starts, before any call. */
const EARLY_DEATHS = 0.2;

/** kill -9 of the app with the embedded database at random moments while jobs run, the same expected as of random faults. */
export async function embeddedKills(): Promise<Verdict> {
  const random = seededRandom(SEED);
  const stub = new GeminiStub();
  stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
  const settings = {
    LOG_LEVEL: "fatal",
    GEMINI_API_KEY: "drill",
    GEMINI_BASE_URL: await stub.listen(),
    GENERATION_CONCURRENCY: String(CONCURRENCY),
  };
  let app = await spawnApp(settings);
  const { dataDir, url } = app;
  const again = { ...settings, DATA_DIR: dataDir, PORT: new URL(url).port };
  try {
    await importCatalog(url, IMAGES);
    const jobs = new JobStream(url);
    for (let kills = 0; kills < KILLS; kills += 1) {
      if (random() > EARLY_DEATHS) await callInFlight(stub);
      await sleep(random() * LONGEST_PAUSE_MS);
      await endProcess(app.child, "SIGKILL");
      app = await launchApp(again);
    }
    const finished = await jobs.finish();
    await endProcess(app.child, "SIGTERM");
    const database = await PGlite.create(join(dataDir, "database"), { extensions: { pg_trgm } });
    const tally = await jobs.tally(database, IMAGES);
    const calls = await tallyCalls(database, stub);
    const store = await tallyStore(database, keysOnDisk(dataDir));
    await database.close();
    return {
      figures: { seed: SEED, kills: KILLS, ...calls, ...store, ...tally.figures },
      expected: {
        "all jobs finish": finished,
        ...tally.expected,
        "every call is recorded": calls.unrecorded === 0,
        "every recorded call that never came is explained": calls.unexplained === 0,
        "each image is stored once": store.objects === tally.figures.completed && store.withoutObject === 0,
      },
    };
  } finally {
    if (app.child.exitCode === null && app.child.signalCode === null) await endProcess(app.child, "SIGKILL");
    await stub.close();
  }
}
