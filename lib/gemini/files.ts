import "server-only";
import { open } from "node:fs/promises";
import { z } from "zod";
import { callApi, type GeminiAccess, readJson } from "#lib/gemini/api.ts";
import { GenerationError } from "#lib/image-model.ts";

const CHUNK_BYTES = 8 * 1024 ** 2;
const SHORT_MS = 60_000;
const CHUNK_MS = 300_000;
/** Of hundreds of images. */
const DOWNLOAD_MS = 3_600_000;

const fileSchema = z.object({ file: z.object({ name: z.string().regex(/^files\/[\w-]+$/) }) });

type Upload = { path: string; bytes: number; displayName: string };

/** Uploads a JSONL file from the disk in chunks; Google keeps it for 48 hours. Returns its name. */
export async function uploadFile(
  access: GeminiAccess,
  { path, bytes, displayName }: Upload,
  signal: AbortSignal,
): Promise<string> {
  const begun = await callApi(
    access,
    "/upload/v1beta/files",
    {
      method: "POST",
      headers: {
        "X-Goog-Upload-Protocol": "resumable",
        "X-Goog-Upload-Command": "start",
        "X-Goog-Upload-Header-Content-Length": `${bytes}`,
        "X-Goog-Upload-Header-Content-Type": "application/jsonl",
      },
      body: { file: { displayName } },
      timeoutMs: SHORT_MS,
    },
    signal,
  );
  const address = begun.headers.get("x-goog-upload-url");
  await begun.body?.cancel();
  if (!address) throw new GenerationError("OVERLOADED", "Gemini named no address for the upload.");
  await using file = await open(path);
  for (let offset = 0; ; offset += CHUNK_BYTES) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(CHUNK_BYTES, bytes - offset)), {
      position: offset,
    });
    const isLast = offset + bytesRead >= bytes;
    const headers = {
      "X-Goog-Upload-Offset": `${offset}`,
      "X-Goog-Upload-Command": isLast ? "upload, finalize" : "upload",
    };
    const body = new Uint8Array(buffer.subarray(0, bytesRead));
    const sent = await callApi(access, address, { method: "POST", headers, body, timeoutMs: CHUNK_MS }, signal);
    if (isLast) return (await readJson(sent, fileSchema)).file.name;
    await sent.body?.cancel();
  }
}

/** The content of a file that a batch made. */
export async function downloadFile(
  access: GeminiAccess,
  name: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const request = { timeoutMs: DOWNLOAD_MS };
  const response = await callApi(access, `/download/v1beta/${name}:download?alt=media`, request, signal);
  if (!response.body) throw new GenerationError("OVERLOADED", "Gemini sent no results.");
  return response.body;
}

export async function deleteFile(access: GeminiAccess, name: string, signal: AbortSignal): Promise<void> {
  const request = { method: "DELETE", timeoutMs: SHORT_MS } as const;
  await (await callApi(access, `/v1beta/${name}`, request, signal)).body?.cancel();
}
