import "server-only";
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { AppError } from "#lib/errors.ts";
import { SteadyBody } from "#lib/http/steady-body.ts";
import type { Reservation, Upload, UploadRules } from "#lib/schemas/upload.ts";
import { lowSpace } from "#lib/storage/disk-space.ts";
import { withTemporaryFile } from "#lib/storage/transit.ts";

const MAX_FIELD_BYTES = 100;
/** An upper bound for the boundaries, headers and fields around a file. */
const FORM_BYTES = 64 * 1024;
const FULL = new Set(["ENOSPC", "EDQUOT"]);

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "syscall" in error;
}

/** Null if the request does not tell its length. */
function expectedBytes({ headers }: Request, { maxBytes }: UploadRules): number | null {
  const announced = Number(headers.get("content-length"));
  return announced > 0 ? Math.min(announced, maxBytes) : null;
}

/** Without room it reads to the end: clients read no answer before that. */
async function* withRoom(file: AsyncIterable<Buffer>, room: Reservation | undefined): AsyncGenerator<Buffer> {
  let refusal: unknown = null;
  for await (const chunk of file) {
    try {
      if (refusal === null) room?.add(chunk.length);
    } catch (error) {
      refusal = error;
    }
    if (refusal === null) yield chunk;
  }
  if (refusal !== null) throw refusal;
}

async function save(
  file: BusboyFileStream,
  path: string,
  { tooLarge }: UploadRules,
  room?: Reservation,
): Promise<void> {
  await pipeline(file, (chunks: AsyncIterable<Buffer>) => withRoom(chunks, room), createWriteStream(path));
  if (file.truncated) throw new AppError("too_large", tooLarge);
}

type Received = Pick<Upload, "name" | "fields">;

/** Null if there is no such part. */
async function receive(
  request: Request,
  contentType: string,
  path: string,
  { rules, room }: { rules: UploadRules; room: Reservation | undefined },
): Promise<Received | null> {
  const form = Busboy({
    headers: { "content-type": contentType },
    limits: { files: 1, fileSize: rules.maxBytes, fields: 20, parts: 30, fieldSize: MAX_FIELD_BYTES },
  });
  let name: string | null = null;
  const fields = new Map<string, string>();
  let saved = Promise.resolve();
  form.on("field", (field, value) => void fields.set(field, value));
  form.on("file", (field, file, fileName) => {
    if (field !== "file") return void file.resume();
    name = fileName ?? "";
    saved = save(file, path, rules, room);
    saved.catch(() => file.resume());
  });
  const body = new SteadyBody();
  const received = pipeline(Readable.fromWeb(request.body as WebStream<Uint8Array>), body, form);
  // The pipeline itself ends only once the client has sent the rest, or has left.
  await Promise.race([received, body.tooSlow]);
  await saved;
  return name === null ? null : { name, fields };
}

function toUploadError(cause: unknown): unknown {
  if (cause instanceof AppError) return cause;
  if (!isSystemError(cause))
    return new AppError("invalid_request", "The form data is malformed or incomplete.", { cause });
  if (!FULL.has(cause.code)) return cause;
  return new AppError("insufficient_storage", "The disk of DATA_DIR is full. The file was not saved.", { cause });
}

/** To disk, never to memory. The file is deleted after `use`. */
export async function withUpload<Result>(
  request: Request,
  rules: UploadRules,
  use: (upload: Upload) => Promise<Result>,
): Promise<Result> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(contentType))
    throw new AppError("unsupported_type", "Send the file as multipart/form-data, in a part named file.");
  const missing = () =>
    new AppError("invalid_request", "The form has no part named file.", {
      fields: [{ path: "file", message: rules.missing }],
    });
  if (!request.body) throw missing();
  if (Number(request.headers.get("content-length")) > rules.maxBytes + FORM_BYTES)
    throw new AppError("too_large", rules.tooLarge);
  const full = await lowSpace();
  if (full) throw new AppError("insufficient_storage", full);
  const room = await rules.reserve?.(expectedBytes(request, rules));
  try {
    return await withTemporaryFile(async (path) => {
      const received = await receive(request, contentType, path, { rules, room }).catch((cause: unknown) => {
        throw toUploadError(cause);
      });
      if (received === null) throw missing();
      const { size: bytes } = await stat(path);
      return await use({ path, bytes, ...received });
    });
  } finally {
    room?.release();
  }
}
