// Overhead of the loop: 30 images one after the other, from the job's creation to its end, against a stub that answers
// each call with a PNG of 1 MB after 1,000 ms. Prints the times and exits with 1 above the limit.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { z } from "zod";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { isFinished, type Job, jobSchema } from "#lib/schemas/job.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { GeminiStub, imageReply } from "#tests/support/gemini-stub.ts";

const IMAGES = 30;
const ANSWER_MS = 1_000;
const LIMIT = 1.06;
const POLL_MS = 2_000;
const SIDE_PX = 590; // noise of this size is a PNG of about 1 MB

function noise(side: number) {
  return sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } });
}

async function json<Schema extends z.ZodType>(
  schema: Schema,
  url: string,
  init?: RequestInit,
): Promise<z.output<Schema>> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return schema.parse(await response.json());
}

async function importProducts(url: string): Promise<string[]> {
  const photo = () => noise(300).jpeg().toBuffer();
  const names = Array.from({ length: IMAGES }, (_, index) => `B${String(index).padStart(9, "0")}.PT01.jpg`);
  const zip = await makeZip(Object.fromEntries(await Promise.all(names.map(async (name) => [name, await photo()]))));
  const form = new FormData();
  form.set("file", new File([new Uint8Array(zip)], "catalog.zip"));
  await json(z.object({ imagesAdded: z.literal(IMAGES) }), `${url}/api/products/import`, {
    method: "POST",
    body: form,
  });
  return (await json(productsSchema, `${url}/api/products?limit=200`)).products.map(({ id }) => id);
}

/** Polls as the page does, every 2 s, until the job has ended. */
async function ended(url: string): Promise<Job> {
  for (;;) {
    const job = await json(jobSchema, url);
    if (isFinished(job)) return job;
    await sleep(POLL_MS);
  }
}

const answers = await Promise.all(Array.from({ length: IMAGES }, () => noise(SIDE_PX).png().toBuffer()));
const stub = new GeminiStub();
const replies = answers.map((bytes) => JSON.stringify(imageReply(bytes).body));
stub.reply = (_call, index) => ({ raw: replies[index] ?? "", delayMs: ANSWER_MS });
const app = await spawnApp({ GEMINI_API_KEY: "bench", GEMINI_BASE_URL: await stub.listen() });
try {
  const productIds = await importProducts(app.url);
  const { imageTypes } = await json(
    z.object({ imageTypes: z.array(z.object({ id: z.string() })) }),
    `${app.url}/api/image-types`,
  );
  const { jobId } = await json(bulkGenerateResponseSchema, `${app.url}/api/images/bulk-generate-by-variant`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ productIds, variant: "PT01", imageTypeId: imageTypes[0]?.id }),
  });
  const job = await ended(`${app.url}/api/jobs/${jobId}`);
  const seconds = (Date.parse(job.finishedAt ?? "") - Date.parse(job.createdAt)) / 1_000;
  const ratio = (seconds * 1_000) / (IMAGES * ANSWER_MS);
  const { completedImages: made } = job;
  console.log(
    JSON.stringify({ made, calls: stub.calls.length, answerBytes: answers[0]?.length, seconds, ratio, limit: LIMIT }),
  );
  if (made !== IMAGES || ratio > LIMIT) process.exitCode = 1;
} finally {
  app.child.kill("SIGTERM");
  await stub.close();
}
