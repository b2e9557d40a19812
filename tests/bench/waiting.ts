// Transactions per second of the app, idle and while 200 callers wait in POST /api/images/generate for a model that does not
// answer, on a scratch database of the PostgreSQL in TEST_DATABASE_URL. Prints a JSON line, and exits with 1 where the
// callers cost more than 50 per second.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { fetchJson, importZip } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { startLeanStub } from "#tests/support/lean-stub.ts";
import { noise } from "#tests/support/picture.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const CALLERS = 200;
const SECONDS = 10;
const SETTLE_MS = 8_000;
const ANSWER_MS = 120_000;
const LIMIT = 50;

const ids = z.object({ id: z.string() });

const database = await createScratchDatabase();
const photo = await noise(100).jpeg().toBuffer();
const stub = await startLeanStub([photo], ANSWER_MS);
const app = await spawnApp({ DATABASE_URL: database.url, GEMINI_API_KEY: "bench", GEMINI_BASE_URL: stub.url });
const leaving = new AbortController();

async function transactions(): Promise<number> {
  const { rows } = await database.client.query(
    "SELECT (xact_commit + xact_rollback)::int AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  return z.object({ count: z.int() }).parse(rows[0]).count;
}

async function perSecond(): Promise<number> {
  const before = await transactions();
  await sleep(SECONDS * 1_000);
  return Math.round(((await transactions()) - before) / SECONDS);
}

/** Its answer is not waited for. */
function call(body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body), signal: leaving.signal };
  return fetch(`${app.url}/api/images/generate`, init);
}

try {
  await importZip(app.url, await makeZip({ "B000000001.PT01.jpg": photo }), 1);
  const { products } = await fetchJson(z.object({ products: z.array(ids) }), `${app.url}/api/products`);
  const { imageTypes } = await fetchJson(z.object({ imageTypes: z.array(ids) }), `${app.url}/api/image-types`);
  await sleep(SETTLE_MS);
  const idle = await perSecond();
  const body = { productId: products[0]?.id, variant: "PT01", imageTypeId: imageTypes[0]?.id };
  const calls = Promise.allSettled(Array.from({ length: CALLERS }, () => call(body)));
  await sleep(SETTLE_MS);
  const { rows } = await database.client.query(`SELECT count(*)::int AS jobs FROM "GenerationJob"`);
  const waiting = await perSecond();
  leaving.abort();
  await calls;
  const cost = waiting - idle;
  console.log(JSON.stringify({ callers: rows[0].jobs, idle, waiting, cost, limit: LIMIT }));
  if (rows[0].jobs !== CALLERS || cost > LIMIT) process.exitCode = 1;
} finally {
  app.child.kill("SIGTERM");
  await stub.close();
  await database.drop();
}
