import "server-only";
import { type FileHandle, open } from "node:fs/promises";
import { findCallIds } from "#lib/db/batches.ts";
import { type ClaimedImage, findInBatch } from "#lib/db/images/attempt.ts";
import { toRequest } from "#lib/gemini/request.ts";
import { guidedPrompt, picturesToSend, toSentPictures } from "#lib/generation/sent-pictures.ts";
import { GenerationError, type SentPictures } from "#lib/image-model.ts";
import { UnreadableObject } from "#lib/storage/retrying-store.ts";
import type { Store } from "#lib/storage/store.ts";

/** Google takes 2 GB. */
const MAX_FILE_BYTES = 1.5 * 1024 ** 3;

/** The pictures that an image's call sends. Throws `GenerationError` where one is missing or can't be read. */
export async function loadPictures(image: ClaimedImage, store: Pick<Store, "get">): Promise<SentPictures> {
  const sent = picturesToSend(image);
  const bytes = await Promise.all(sent.map(({ key }) => (key === null ? null : store.get(key)))).catch(
    (cause: unknown) => {
      if (!(cause instanceof UnreadableObject)) throw cause;
      throw new GenerationError("OBJECT_UNREADABLE", cause.message, { cause });
    },
  );
  return toSentPictures(sent.map(({ role }, index) => ({ role, bytes: bytes[index] ?? null })));
}

async function lineOf(image: ClaimedImage, key: number, store: Pick<Store, "get">): Promise<Buffer> {
  const pictures = await loadPictures(image, store);
  const prompt = guidedPrompt(image.prompt, picturesToSend(image));
  const request = toRequest({ prompt, pictures, format: image.format }, image.model, "batch");
  return Buffer.from(`${JSON.stringify({ key: `${key}`, request })}\n`);
}

type Refused = { image: ClaimedImage; error: GenerationError };
/** `tooMany`: those that the file has no room for. `refused`: those that can't be asked for. */
export type WrittenBatch = { bytes: number; images: number; tooMany: ClaimedImage[]; refused: Refused[] };

async function writeLines(
  file: FileHandle,
  batchId: string,
  store: Pick<Store, "get">,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<WrittenBatch> {
  const [images, calls] = await Promise.all([findInBatch(batchId), findCallIds(batchId)]);
  const written: WrittenBatch = { bytes: 0, images: 0, tooMany: [], refused: [] };
  for (const image of images) {
    signal.throwIfAborted();
    const key = calls.get(image.id);
    if (key === undefined) continue;
    const line = await lineOf(image, key, store).catch((error: unknown) => {
      if (error instanceof GenerationError) return error;
      throw error;
    });
    if (line instanceof GenerationError) written.refused.push({ image, error: line });
    else if (written.images > 0 && written.bytes + line.length > maxBytes) written.tooMany.push(image);
    else {
      await file.write(line);
      written.bytes += line.length;
      written.images += 1;
    }
  }
  return written;
}

/** Writes the requests of a batch as JSONL, each under the id of its call. */
export async function writeBatchFile(
  path: string,
  batchId: string,
  store: Pick<Store, "get">,
  signal: AbortSignal,
  maxBytes = MAX_FILE_BYTES,
): Promise<WrittenBatch> {
  await using file = await open(path, "w", 0o600);
  return await writeLines(file, batchId, store, { signal, maxBytes });
}
