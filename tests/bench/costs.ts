// What GET /api/costs reads and how long the page /costs of the built app takes: a year of 1,000,000 calls in 2,000 jobs, in a scratch
// database of the PostgreSQL in TEST_DATABASE_URL, next to the same sums taken from the calls themselves, and how long the
// last 200 images of a model take to find. Prints a table and a JSON line, and exits with 1 where the median of ten answers, or of ten
// loads of the page, takes over 300 ms.
import { once } from "node:events";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { median, timed } from "#tests/support/measure.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const CALLS = 1_000_000;
const CALLS_PER_JOB = 500;
const BATCH = 50_000;
const DAYS = 365;
const ANSWERS = 10;
const MAX_MS = 300;

const FILL = `
  INSERT INTO "GenerationAttempt" ("imageId", "jobId", model, round, claim, called, code, counted, "startedAt", "callMs",
    "imageSize", tier, "promptTokens", "imageTokens", "textTokens", "thoughtsTokens", "reservedMicros", "costMicros")
  SELECT 'i' || n, 'j' || n / ${CALLS_PER_JOB}, CASE WHEN n % 3 = 0 THEN 'gemini-3-pro-image' ELSE 'gemini-nano-banana-2.1' END,
    0, 1, true, CASE WHEN n % 20 = 0 THEN 'TIMEOUT' ELSE 'COMPLETED' END, true,
    now() - n::float8 / ${CALLS} * ${DAYS} * interval '1 day', 5000 + n % 20000, '2K', 'standard', 600, 1120, 300, 300,
    CASE WHEN n % 20 = 0 THEN 160000 END, CASE WHEN n % 20 <> 0 THEN 142000 END
  FROM generate_series($1::int, $2::int) AS n`;
/** The jobs of those calls, each with a shot, an estimate and reviewed images. */
const FILL_JOBS = `
  INSERT INTO "GenerationJob" (id, model, "totalImages", status, "createdAt", "estimatedMicros", "estimatedLowMicros", "estimatedHighMicros")
  SELECT 'j' || n, 'gemini-3-pro-image', ${CALLS_PER_JOB}, 'COMPLETED', now() - n::float8 * ${CALLS_PER_JOB} / ${CALLS} * ${DAYS} * interval '1 day',
    70000000, 60000000, 80000000
  FROM generate_series(0, ${CALLS / CALLS_PER_JOB}) AS n;
  INSERT INTO "JobShot" ("jobId", index, name, variant, "targetVariant", "imageTypeName", prompt, plan)
  SELECT id, 0, 'Lifestyle', 'MAIN', 'MAIN', 'Lifestyle', '', '{}' FROM "GenerationJob";
  INSERT INTO "ReviewTally" ("originJobId", "targetVariant", verdict, flags, decision, "isFixable", images)
  SELECT id, 'MAIN', verdict::"CheckVerdict", '{}', decision::"ReviewDecision", false, 50 FROM "GenerationJob",
    unnest(ARRAY['PASS', 'WARN', 'FAIL']) AS verdict, unnest(ARRAY['APPROVE', 'REJECT', NULL]) AS decision`;
const FROM_CALLS = `
  SELECT ("startedAt" AT TIME ZONE 'UTC')::date, count(*) FILTER (WHERE code = 'COMPLETED'), sum("costMicros"), sum("reservedMicros")
  FROM "GenerationAttempt" WHERE code IS NOT NULL GROUP BY 1`;
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

async function stop({ child }: AppProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

const database = await createScratchDatabase();
Object.assign(process.env, { DATABASE_URL: database.url, LOG_LEVEL: "error" });

const { closeDatabase } = await import("#tests/support/close-database.ts");
const { findRecentCalls, sumCosts } = await import("#lib/db/costs.ts");
const { migrate } = await import("#lib/db/migrate.ts");

try {
  await migrate();
  // What was spent is added up call by call, which takes longer than all else here, and no budget is measured.
  await database.client.query(`ALTER TABLE "GenerationAttempt" DISABLE TRIGGER "GenerationAttempt_spend_added"`);
  for (let first = 0; first < CALLS; first += BATCH) await database.client.query(FILL, [first, first + BATCH - 1]);
  await database.client.query(FILL_JOBS);
  await database.client.query("VACUUM ANALYZE");
  const result: Record<string, number> = { calls: CALLS };
  for (const groupBy of ["day", "job", "model"] as const) {
    const read = () => sumCosts({ from: day(DAYS), groupBy }, false);
    const { total } = await read();
    if (total.images !== (CALLS * 19) / 20) throw new Error(`Wrong sums: ${JSON.stringify(total)}`);
    const answers: number[] = [];
    for (let round = 0; round < ANSWERS; round += 1) answers.push(await timed(read));
    result[`${groupBy}Ms`] = median(answers);
    if (median(answers) > MAX_MS) process.exitCode = 1;
  }
  const app = await spawnApp({ DATABASE_URL: database.url, WORKER: "off", GEMINI_API_KEY: "a-key" });
  const pages = { page: "", yearPage: `?from=${day(DAYS)}&to=${day(0)}` };
  for (const [name, query] of Object.entries(pages)) {
    const read = async () => (await fetch(`${app.url}/costs${query}`)).text();
    if (!(await read()).includes("Per approved image")) throw new Error("The page shows no costs.");
    const loads: number[] = [];
    for (let round = 0; round < ANSWERS; round += 1) loads.push(await timed(read));
    result[`${name}Ms`] = median(loads);
    if (median(loads) > MAX_MS) process.exitCode = 1;
  }
  await stop(app);
  const recent = (model: string) => findRecentCalls({ model, size: "2K", tier: "standard" }, 200);
  result.recentMs = await timed(() => recent("gemini-3-pro-image"));
  result.noRecentMs = await timed(() => recent("gemini-2.5-flash-image"));
  result.fromCallsMs = await timed(() => database.client.query(FROM_CALLS));
  console.table([result]);
  console.log(JSON.stringify(result));
  if (process.exitCode) console.error(`An answer took more than ${MAX_MS} ms.`);
} finally {
  await closeDatabase();
  await database.drop();
}
