// GET /metrics after a year of use: 1,000,000 images and 3,000,000 calls in a scratch database of the PostgreSQL in
// TEST_DATABASE_URL, beside the same counts taken from the rows themselves. Prints a table and a JSON line, and exits with 1
// where the median of ten answers takes over 200 ms.

import { spawnApp } from "#tests/support/app-process.ts";
import { bareShots } from "#tests/support/bare-shots.ts";
import { makeRows } from "#tests/support/made-rows.ts";
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const IMAGES = 1_000_000;
const CALLS_PER_IMAGE = 3;
const IMAGES_PER_JOB = 1_000;
const PRODUCTS = 10_000;
const BATCH = 50_000;
const ANSWERS = 10;
const MAX_MS = 200;

const FILL = [
  `INSERT INTO "Product" (id, title, "updatedAt") SELECT 'p' || n, 'Enamel mug ' || n, now() FROM generate_series(0, ${PRODUCTS - 1}) AS n`,
  `INSERT INTO "GenerationJob" (id, status, model, "totalImages", "completedImages", "finishedAt", "createdAt")
   SELECT 'j' || n, 'COMPLETED', 'demo', ${IMAGES_PER_JOB}, ${IMAGES_PER_JOB}, now(), now()
   FROM generate_series(0, ${IMAGES / IMAGES_PER_JOB - 1}) AS n`,
  bareShots(),
];
const TASKS = `
  INSERT INTO "GenerationTask" (id, "chainId", "productId", "jobId", "originJobId", "targetVariant", status, "errorCode", prompt, model, "endedAt", "updatedAt")
  SELECT 'i' || n, 'i' || n, 'p' || n % ${PRODUCTS}, 'j' || n / ${IMAGES_PER_JOB}, 'j' || n / ${IMAGES_PER_JOB}, 'MAIN',
    (CASE WHEN n % 20 = 0 THEN 'FAILED' ELSE 'COMPLETED' END)::"ImageStatus", CASE WHEN n % 20 = 0 THEN 'NO_IMAGE' END, 'A photo', 'demo', now(), now()
  FROM generate_series($1::int, $2::int) AS n`;
const CALLS = `
  INSERT INTO "GenerationAttempt" ("imageId", "jobId", round, claim, called, code, counted, "startedAt", "callMs")
  SELECT 'i' || n, 'j' || n / ${IMAGES_PER_JOB}, 0, claim, true, CASE WHEN claim = ${CALLS_PER_IMAGE} THEN 'COMPLETED' ELSE 'OVERLOADED' END, true,
    now(), 5000 + n % 20000
  FROM generate_series($1::int, $2::int) AS n, generate_series(1, ${CALLS_PER_IMAGE}) AS claim`;
/** What /metrics would ask without kept counts. */
const COUNTED = [
  `SELECT status, "errorCode", count(*), count("jobId") FROM "GenerationTask" GROUP BY 1, 2`,
  `SELECT code, count(*), sum("callMs"), count(*) FILTER (WHERE "callMs" <= 20000) FROM "GenerationAttempt" WHERE called GROUP BY 1`,
];

const database = await createScratchDatabase();
const app = await spawnApp({ DATABASE_URL: database.url, WORKER: "off" });
try {
  for (const sql of FILL) await database.client.query(sql);
  for (let first = 0; first < IMAGES; first += BATCH)
    for (const sql of [TASKS, CALLS]) await database.client.query(sql, [first, first + BATCH - 1]);
  await database.client.query(makeRows(1_000));
  await database.client.query("VACUUM ANALYZE");
  const read = async () => (await fetch(`${app.url}/metrics`)).text();
  const text = await read();
  if (!text.includes(`packshot_images{status="COMPLETED",outcome=""} ${(IMAGES * 19) / 20}`))
    throw new Error(`The counts are not those of the rows:\n${text}`);
  const answers: number[] = [];
  const counted: number[] = [];
  for (let round = 0; round < ANSWERS; round += 1) {
    answers.push(await timed(read));
    counted.push(await timed(() => Promise.all(COUNTED.map((sql) => database.client.query(sql)))));
  }
  const result = {
    images: IMAGES,
    calls: IMAGES * CALLS_PER_IMAGE,
    metricsMs: median(answers),
    countedMs: median(counted),
  };
  console.table([result]);
  console.log(JSON.stringify(result));
  if (result.metricsMs > MAX_MS) {
    console.error(`/metrics took ${result.metricsMs} ms, more than ${MAX_MS}.`);
    process.exitCode = 1;
  }
} finally {
  app.child.kill("SIGTERM");
  await database.drop();
}
