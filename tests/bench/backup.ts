// A backup of BENCH_IMAGES images (100,000 by default) in the embedded database and on disk, each with a call, the first BENCH_PICTURES (all by default)
// with a small picture and a thumbnail, while others query all the time; then a second backup, in which every object is known, and a restore into an empty
// place. Prints a JSON line: how long each takes, and the longest query and the longest pause of the process during the first.
// Exits with 1 where a query takes over 5 s per 100,000 images.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { NO_SETTINGS } from "#tests/support/no-settings.ts";

const IMAGES = Number(process.env.BENCH_IMAGES ?? 100_000);
/** Images that have their pictures. */
const PICTURES = Number(process.env.BENCH_PICTURES ?? IMAGES);
const PICTURE_BYTES = 4_096;
const MAX_WAIT_MS = 5_000 * Math.max(1, IMAGES / 100_000);

const folder = mkdtempSync(join(tmpdir(), "packshot-bench-"));
const [dataDir, placeDir, emptyDir] = ["data", "place", "empty"].map((name) => join(folder, name));
Object.assign(process.env, { ...NO_SETTINGS, DATA_DIR: dataDir, LOG_LEVEL: "warn" });

const { makeBackup } = await import("#lib/backup/make-backup.ts");
const { openPlace } = await import("#lib/backup/place.ts");
const { db } = await import("#lib/db/client.ts");
const { driver } = await import("#lib/db/connection/driver.ts");
const { migrate } = await import("#lib/db/migrate.ts");
const { boss } = await import("#lib/queue/boss.ts");
const { generatedKey, thumbnailKey } = await import("#lib/storage/keys.ts");
const { fillReviewRows } = await import("#tests/support/big-review.ts");
const { timed } = await import("#tests/support/measure.ts");

const seconds = (ms: number) => Math.round(ms / 100) / 10;

function writePictures(): void {
  const keys = Array.from({ length: PICTURES }, (_, index) => generatedKey(`i${index}`));
  for (const key of [...keys, ...keys.map(thumbnailKey)]) {
    const path = join(dataDir ?? "", "images", key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.alloc(PICTURE_BYTES, key));
  }
}

async function fill(): Promise<void> {
  await migrate();
  await boss();
  await (await driver()).withSession(async ({ exec, query }) => {
    await fillReviewRows({ query: (sql, values) => (values ? query(sql, values) : exec(sql)) }, IMAGES);
    await exec(`
      INSERT INTO "GenerationAttempt" ("imageId", "jobId", model, round, claim, called, code, counted, "startedAt", "callMs", "costMicros", "promptTokens")
      SELECT id, "jobId", 'demo', 0, 1, true, 'COMPLETED', true, now(), 9000, 134000, 800 FROM "GenerationTask"`);
  });
  writePictures();
}

/** Returns the longest query of those that were sent one after the other, in ms. */
async function queryUntil(done: AbortSignal): Promise<number> {
  let longest = 0;
  while (!done.aborted)
    longest = Math.max(longest, await timed(() => db.product.findFirst({ orderBy: { createdAt: "desc" } })));
  return longest;
}

const place = openPlace(placeDir ?? "");
const watched = { signal: new AbortController().signal, onProgress: () => {} };
await fill();
const done = new AbortController();
const pauses = monitorEventLoopDelay();
pauses.enable();
const queries = queryUntil(done.signal);
let rowsMs = 0;
const began = performance.now();
const noteRows = () => {
  rowsMs ||= performance.now() - began;
};
const backupMs = await timed(() => makeBackup(place, "manual", { ...watched, onProgress: noteRows }));
done.abort();
pauses.disable();
const longestQueryMs = Math.round(await queries);
const secondMs = await timed(() => makeBackup(place, "manual", watched));
const restoreMs = await timed(async () => {
  const environment = { ...process.env, DATA_DIR: emptyDir };
  const { status } = spawnSync("sh", ["lib/launch/node.sh", "restore", place.address], {
    env: environment,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("The restore failed.");
});
const longestPauseMs = Math.round(pauses.max / 1e6);
console.log(
  JSON.stringify({
    images: IMAGES,
    pictures: PICTURES,
    rowsS: seconds(rowsMs),
    backupS: seconds(backupMs),
    secondS: seconds(secondMs),
    restoreS: seconds(restoreMs),
    longestQueryMs,
    longestPauseMs,
  }),
);
rmSync(folder, { recursive: true });
process.exit(longestQueryMs > MAX_WAIT_MS ? 1 : 0);
