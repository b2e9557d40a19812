import "server-only";
import { z } from "zod";
import type { ListedModel } from "#lib/db/offered-models.ts";
import { withoutVersion } from "#lib/gemini/base-url.ts";

const PAGE_SIZE = 1_000;
/** Far more than Google has. */
const MAX_PAGES = 20;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const GOOGLES = "https://generativelanguage.googleapis.com";

const METHOD = "generateContent";

/** Fields may be missing. */
const modelSchema = z.object({
  name: z.string().regex(/^models\/[\w.-]{1,100}$/),
  displayName: z.string().max(200).catch(""),
  supportedGenerationMethods: z.array(z.string()).catch([METHOD]),
});
/** An entry of an odd form does not hide the others. */
const pageSchema = z.object({
  models: z.array(modelSchema.nullable().catch(null)).catch([]),
  nextPageToken: z.string().max(2_000).catch(""),
});

async function readPage(url: URL, apiKey: string, signal: AbortSignal) {
  const response = await fetch(url, { headers: { "x-goog-api-key": apiKey }, signal, redirect: "error" });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_PAGE_BYTES) throw new Error(`The list of models is larger than ${MAX_PAGE_BYTES} bytes.`);
    chunks.push(chunk);
  }
  if (!response.ok) throw new Error(`The list of models was answered with ${response.status}.`);
  return pageSchema.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
}

/** The models that a key can call, all pages of the list. A listed one can still be gone. Throws where there is no such list. */
export async function listModels(
  { apiKey, baseUrl = GOOGLES }: { apiKey: string; baseUrl?: string | undefined },
  signal: AbortSignal,
): Promise<ListedModel[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const found = new Map<string, ListedModel>();
  let pageToken = "";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const url = new URL(`${withoutVersion(baseUrl)}/v1beta/models`);
    url.searchParams.set("pageSize", String(PAGE_SIZE));
    if (pageToken) url.searchParams.set("pageToken", pageToken);
    const { models, nextPageToken } = await readPage(url, apiKey, limit);
    for (const model of models) {
      if (!model?.supportedGenerationMethods.includes(METHOD)) continue;
      const id = model.name.slice("models/".length);
      found.set(id, { id, name: model.displayName || id });
    }
    if (!nextPageToken || nextPageToken === pageToken) break;
    pageToken = nextPageToken;
  }
  if (found.size === 0) throw new Error("The list of models is empty.");
  return [...found.values()];
}
