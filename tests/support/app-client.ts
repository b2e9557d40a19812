import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { type Job, jobSchema } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import type { TierChoice } from "#lib/schemas/tier.ts";

const POLL_MS = 2_000;
const ANSWER_MS = 10_000;
const LONGEST_MS = 15 * 60_000;

export async function fetchJson<Schema extends z.ZodType>(
  schema: Schema,
  url: string,
  init?: RequestInit,
): Promise<z.output<Schema>> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return schema.parse(await response.json());
}

/** Each image gets its own prompt. With `key` it may be retried after any failure. */
export async function startJobOfAll(
  app: string,
  prompt = "{{asin}}",
  key?: string,
  variant = "PT01",
  tier: TierChoice = {},
): Promise<string> {
  const types = z.object({ imageTypes: z.array(z.object({ id: z.string() })) });
  const { imageTypes } = await fetchJson(types, `${app}/api/image-types`);
  const { jobId } = await fetchJson(bulkGenerateResponseSchema, `${app}/api/images/bulk-generate-by-variant`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: app, ...(key && { "idempotency-key": key }) },
    body: JSON.stringify({ selection: {}, variant, imageTypeId: imageTypes[0]?.id, customPrompt: prompt, ...tier }),
  });
  return jobId;
}

/** Polls every 2 s like the page; null after `limitMs`. Failures while a server is away are retried. */
export async function finishedJob(app: string, jobId: string, limitMs: number): Promise<Job | null> {
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await sleep(POLL_MS)) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const job = await fetchJson(jobSchema, `${app}/api/jobs/${jobId}`, { signal }).catch(() => null);
    if (job && isFinished(job)) return job;
  }
  return null;
}

export async function endedJob(app: string, jobId: string): Promise<Job> {
  const job = await finishedJob(app, jobId, LONGEST_MS);
  if (!job) throw new Error("The job has not ended after 15 minutes.");
  return job;
}

export async function importZip(app: string, zip: Buffer, pictures: number): Promise<void> {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(zip)], "catalog.zip"));
  const taken = z.object({ imagesAdded: z.literal(pictures) });
  await fetchJson(taken, `${app}/api/products/import`, { method: "POST", body: form });
}
