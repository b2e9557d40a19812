import "server-only";
import { z } from "zod";
import { callApi, type GeminiAccess, readJson } from "#lib/gemini/api.ts";
import { GenerationError } from "#lib/image-model.ts";

const CALL_MS = 60_000;
const CREATE_MS = 180_000;
const PAGE_SIZE = 100;
/** Far more than a key may have. */
const MAX_PAGES = 100;

export const BATCH_STATES = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"] as const;
const nameSchema = z.string().regex(/^batches\/[\w-]+$/);
const resultSchema = z.object({
  responsesFile: z
    .string()
    .regex(/^files\/[\w-]+$/)
    .nullish()
    .catch(null),
});

const operationSchema = z
  .object({
    name: nameSchema,
    done: z.boolean().catch(false),
    error: z
      .object({ message: z.string().catch("") })
      .nullish()
      .catch(null),
    response: resultSchema.nullish().catch(null),
    metadata: z
      .object({
        displayName: z.string().catch(""),
        state: z.string().catch(""),
        output: resultSchema.nullish().catch(null),
      })
      .prefault({ displayName: "", state: "" }),
  })
  .transform(({ name, done, error, response, metadata }) => {
    // The documentation and the answers name them differently: BATCH_STATE_RUNNING, JOB_STATE_RUNNING.
    const word = metadata.state.replace(/^(?:BATCH|JOB)_STATE_/, "");
    const state = BATCH_STATES.find((each) => each === word) ?? (done ? "SUCCEEDED" : "PENDING");
    const resultFile = response?.responsesFile ?? metadata.output?.responsesFile ?? null;
    return { name, displayName: metadata.displayName, state, resultFile, message: error?.message ?? "" };
  });
export type GeminiBatch = z.infer<typeof operationSchema>;

const pageSchema = z.object({
  operations: z.array(operationSchema.nullable().catch(null)).catch([]),
  nextPageToken: z.string().catch(""),
});

/** Not idempotent: sent twice it makes, and bills, two batches. */
export async function createBatch(
  access: GeminiAccess,
  { model, displayName, fileName }: { model: string; displayName: string; fileName: string },
  signal: AbortSignal,
): Promise<GeminiBatch> {
  const body = { batch: { displayName, inputConfig: { fileName } } };
  const request = { method: "POST", body, timeoutMs: CREATE_MS } as const;
  const path = `/v1beta/models/${model}:batchGenerateContent`;
  return readJson(await callApi(access, path, request, signal), operationSchema);
}

export async function getBatch(access: GeminiAccess, name: string, signal: AbortSignal): Promise<GeminiBatch> {
  return readJson(await callApi(access, `/v1beta/${name}`, { timeoutMs: CALL_MS }, signal), operationSchema);
}

/** Null where no batch has the name that it was to be shown under. */
export async function findBatchNamed(
  access: GeminiAccess,
  displayName: string,
  signal: AbortSignal,
): Promise<GeminiBatch | null> {
  let token = "";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({ pageSize: `${PAGE_SIZE}`, ...(token ? { pageToken: token } : {}) });
    const response = await callApi(access, `/v1beta/batches?${query}`, { timeoutMs: CALL_MS }, signal);
    const { operations, nextPageToken } = await readJson(response, pageSchema);
    const found = operations.find((operation) => operation?.displayName === displayName);
    if (found) return found;
    if (!nextPageToken) return null;
    token = nextPageToken;
  }
  throw new GenerationError("OVERLOADED", "Gemini's list of batches has no end.");
}

export async function cancelBatch(access: GeminiAccess, name: string, signal: AbortSignal): Promise<void> {
  const request = { method: "POST", body: {}, timeoutMs: CALL_MS } as const;
  await (await callApi(access, `/v1beta/${name}:cancel`, request, signal)).body?.cancel();
}

export async function deleteBatch(access: GeminiAccess, name: string, signal: AbortSignal): Promise<void> {
  const request = { method: "DELETE", timeoutMs: CALL_MS } as const;
  await (await callApi(access, `/v1beta/${name}`, request, signal)).body?.cancel();
}
