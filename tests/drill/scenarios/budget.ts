import type { ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorReply, finishReply, GeminiStub, imageReply, type Reply } from "#tests/support/gemini-stub.ts";
import { NO_SETTINGS } from "#tests/support/no-settings.ts";
import { drawPicture } from "#tests/support/picture.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { createScratchDatabase, type ScratchDatabase } from "#tests/support/scratch-database.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const RUNS = Number(process.env.DRILL_RUNS ?? 20);
/** That the budget is for. */
const IMAGES = Number(process.env.DRILL_IMAGES ?? 100);
const WORKERS = 4;
const CONCURRENCY = 8;
const LONGEST_MS = 10 * 60_000;

/** Of the stub's images: 0.134 USD for the image, 0.012 for the text. */
const IMAGE_MICROS = 146_400;
const USAGE = {
  promptTokenCount: 0,
  candidatesTokenCount: 2_120,
  candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1_120 }],
};
/** What an answer without an image costs: 10 tokens of input. */
const BLOCKED_MICROS = 20;

const PICTURES = await Promise.all(Array.from({ length: 8 }, () => drawPicture({ format: "png" })));

type Billed = { images: number; cutOff: number; micros: number };

/** Most calls bring an image; some are blocked, refused, or cut off, which is billed too. */
function answerAtRandom(bill: Billed): Reply {
  const delayMs = 20 + Math.random() * 400;
  const chance = Math.random();
  if (chance < 0.08) return { ...errorReply(400), delayMs };
  if (chance < 0.12) {
    bill.micros += BLOCKED_MICROS;
    return { ...finishReply("IMAGE_SAFETY"), delayMs };
  }
  bill.micros += IMAGE_MICROS;
  if (chance < 0.15) {
    bill.cutOff += 1;
    return { hangUp: true, delayMs };
  }
  bill.images += 1;
  const { body } = imageReply(PICTURES[bill.images % PICTURES.length] ?? Buffer.alloc(0));
  return { body: { ...Object(body), usageMetadata: USAGE }, delayMs };
}

/** Uses the code of Packshot in this process: its settings must be set before. */
async function openCatalog() {
  const { db } = await import("#lib/db/client.ts");
  const { migrate } = await import("#lib/db/migrate.ts");
  const { boss } = await import("#lib/queue/boss.ts");
  const { makeImageType, makeProduct } = await import("#tests/support/factories.ts");
  const { makeManyProducts } = await import("#tests/support/many-products.ts");
  await migrate();
  await boss();
  await makeManyProducts(Math.ceil(IMAGES * 1.6));
  await makeProduct({ photos: ["SWCH"] });
  await db.$executeRaw`
    UPDATE "SourceImage" SET "storageKey" = (SELECT "storageKey" FROM "SourceImage" WHERE variant = 'SWCH')`;
  return makeImageType("{{asin}}");
}

type Seen = { most: number; waiting: boolean };

/** Looks at what the job spends until it waits and nothing is in flight. */
async function watchUntilItWaits(client: ScratchDatabase["client"], jobId: string): Promise<Seen> {
  let most = 0;
  for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; await sleep(30)) {
    const { rows } = await client.query<{ spent: string; busy: number; isWaiting: boolean }>(
      `SELECT coalesce((SELECT micros FROM "Spending" WHERE key = 'job:' || j.id), 0) AS spent, "neededMicros" IS NOT NULL AS "isWaiting",
         (SELECT count(*)::int FROM "GenerationTask" WHERE "jobId" = j.id AND status = 'GENERATING') AS busy
       FROM "GenerationJob" j WHERE id = $1`,
      [jobId],
    );
    most = Math.max(most, Number(rows[0]?.spent));
    if (rows[0]?.isWaiting && rows[0].busy === 0) return { most, waiting: true };
  }
  return { most, waiting: false };
}

async function ledgerOf(client: ScratchDatabase["client"], jobId: string): Promise<number> {
  const { rows } = await client.query<{ micros: string }>(
    `SELECT coalesce(sum(coalesce("costMicros", "reservedMicros")), 0) AS micros FROM "GenerationAttempt" WHERE "jobId" = $1`,
    [jobId],
  );
  return Number(rows[0]?.micros);
}

type Run = { calls: number; images: number; cutOff: number; beyond: number; most: number; continued: boolean };

/** One job with a budget for so many images, and a higher one once it waits. `beyond`: millionths of a dollar beyond the budget. */
async function run(stub: GeminiStub, client: ScratchDatabase["client"], imageTypeId: string): Promise<Run> {
  const { startBulkGeneration } = await import("#lib/generation/bulk-generation.ts");
  const { changeBudget, commandJob } = await import("#lib/generation/job-commands.ts");
  const bill: Billed = { images: 0, cutOff: 0, micros: 0 };
  stub.calls.length = 0;
  stub.reply = () => answerAtRandom(bill);
  const limit = IMAGES * IMAGE_MICROS;
  const request = { selection: { exceptProductIds: [] }, variant: "PT01", imageTypeId, budgetUsd: limit / 1_000_000 };
  const { jobId } = await startBulkGeneration(request, null);
  const { most, waiting } = await watchUntilItWaits(client, jobId);
  const calls = stub.calls.length;
  const { images, cutOff } = bill;
  const spent = Math.max(most, bill.micros, await ledgerOf(client, jobId));
  await changeBudget(jobId, { budgetUsd: (limit + 3 * IMAGE_MICROS) / 1_000_000 });
  for (const deadline = Date.now() + 60_000; stub.calls.length === calls && Date.now() < deadline; ) await sleep(50);
  const continued = waiting && stub.calls.length > calls;
  await commandJob(jobId, "cancel");
  while (stub.openCalls > 0) await sleep(50);
  return { calls, images, cutOff, beyond: Math.max(0, spent - limit), most, continued };
}

/** Four workers with eight calls each and one job after the other, whose budget is for fewer images than it has. */
export async function budget(): Promise<Verdict> {
  const stub = new GeminiStub();
  const database = await createScratchDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "packshot-budget-"));
  const settings = {
    ...NO_SETTINGS,
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    GEMINI_API_KEY: "drill",
    GEMINI_BASE_URL: await stub.listen(),
    GENERATION_CONCURRENCY: String(CONCURRENCY),
    LOG_LEVEL: "fatal",
  };
  Object.assign(process.env, settings);
  const workers: ChildProcess[] = [];
  try {
    const imageTypeId = await openCatalog();
    workers.push(...Array.from({ length: WORKERS }, () => spawnWorker(settings)));
    const runs: Run[] = [];
    for (let count = 0; count < RUNS; count += 1) {
      runs.push(await run(stub, database.client, imageTypeId));
      console.error(JSON.stringify(runs.at(-1)));
    }
    const of = (key: "calls" | "images" | "cutOff" | "beyond") => runs.map((each) => each[key]);
    return {
      figures: {
        runs: RUNS,
        budgetImages: IMAGES,
        calls: of("calls").reduce((sum, each) => sum + each),
        fewestImages: Math.min(...of("images")),
        mostImages: Math.max(...of("images")),
        cutOff: of("cutOff").reduce((sum, each) => sum + each),
        runsBeyond: of("beyond").filter((each) => each > 0).length,
      },
      expected: {
        "no run spends more than its budget": of("beyond").every((each) => each === 0),
        "each continues once the budget is raised": runs.every(({ continued }) => continued),
        "most of the budget is used": runs.every(({ most }) => most >= (IMAGES - 2) * IMAGE_MICROS),
      },
    };
  } finally {
    await Promise.all(workers.map((worker) => endProcess(worker, "SIGTERM")));
    await stub.close();
    await database.drop().catch(() => {});
  }
}
