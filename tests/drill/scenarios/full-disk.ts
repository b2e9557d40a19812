import { setTimeout as sleep } from "node:timers/promises";
import { finishedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { importCatalog } from "#tests/support/fleet.ts";
import { drawReply, GeminiStub } from "#tests/support/gemini-stub.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { SmallDisk } from "#tests/support/small-disk.ts";
import { endProcess } from "#tests/support/worker-process.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 60);
const FULL_MS = Number(process.env.DRILL_SECONDS ?? 30) * 1_000;
/** What an import wants, and after it: the less there is, the less memory is filled. */
const ROOMY_MB = 3_000;
const DISK_MB = 700;
/** Below what the app wants free, yet enough for what the database writes by itself. */
const LITTLE_MB = 100;
const CALL_MS = 500;
const GRACE_MS = 5_000; // the app looks at the disk now and then
const LIMIT_MS = 120_000;

/** What the app says while the disk is full: the status of its health, of reading, and of writing; 0 for no answer. */
async function ask(app: string): Promise<Record<"health" | "read" | "write", number>> {
  const status = (path: string, init?: RequestInit) =>
    fetch(`${app}${path}`, { ...init, signal: AbortSignal.timeout(10_000) }).then(
      ({ status }) => status,
      () => 0,
    );
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ name: `Template ${Math.random()}`, promptText: "A kettle" });
  return {
    health: await status("/api/health"),
    read: await status("/api/products"),
    write: await status("/api/templates", { method: "POST", headers, body }),
  };
}

/** The disk of the embedded database and store fills up in the middle of a job: work waits and says so, and continues once there is room. */
export async function fullDisk(): Promise<Verdict> {
  const stub = new GeminiStub();
  stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
  const disk = new SmallDisk(ROOMY_MB);
  const gemini = { GEMINI_API_KEY: "drill", GEMINI_BASE_URL: await stub.listen() };
  const app = await spawnApp({ ...gemini, LOG_LEVEL: "fatal", DATA_DIR: disk.path });
  try {
    await importCatalog(app.url, IMAGES);
    disk.resize(DISK_MB);
    const jobId = await startJobOfAll(app.url);
    while (stub.calls.length < IMAGES / 4) await sleep(50);
    disk.fill(LITTLE_MB);
    await sleep(GRACE_MS);
    const callsBefore = stub.calls.length;
    const low = await ask(app.url);
    await sleep(FULL_MS);
    disk.fill(0);
    const full = await ask(app.url);
    const callsDuring = stub.calls.length - callsBefore;
    disk.clear();
    const job = await finishedJob(app.url, jobId, LIMIT_MS);
    const { completedImages = 0, failedImages = 0 } = job ?? {};
    const exitCode = app.child.exitCode;
    return {
      figures: { low, full, callsDuring, calls: stub.calls.length, completedImages, failedImages, exitCode },
      expected: {
        "health is 503": low.health === 503 && full.health === 503,
        "reading works": low.read === 200 && full.read === 200,
        "writing is refused with 507": low.write === 507 && full.write === 507,
        "nobody calls meanwhile": callsDuring === 0,
        "every image is made afterwards": completedImages === IMAGES && failedImages === 0,
        "nothing is paid twice": stub.calls.length === IMAGES,
      },
    };
  } finally {
    await endProcess(app.child, "SIGKILL");
    await stub.close();
    disk.remove();
  }
}
