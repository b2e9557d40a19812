import "server-only";
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { dataPath } from "#lib/embedded/data-dir.ts";
import { AppError } from "#lib/errors.ts";

const MAX_UPLOAD_BYTES = 2 * 1024 ** 3;

/** A file that was sent, on disk. */
export type Upload = { path: string; name: string };

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

async function save(file: BusboyFileStream, path: string): Promise<void> {
  await pipeline(file, createWriteStream(path));
  if (file.truncated)
    throw new AppError(
      "too_large",
      "The file is larger than 2 GB. Split it, and import the parts one after the other.",
    );
}

/** Streams the part named `file` to `path`; resolves with the name it was sent under, null where there is no such part. */
async function receive(request: Request, contentType: string, path: string): Promise<string | null> {
  const form = Busboy({
    headers: { "content-type": contentType },
    limits: { files: 1, fileSize: MAX_UPLOAD_BYTES, fields: 20, parts: 30 },
  });
  let name: string | null = null;
  let saved = Promise.resolve();
  form.on("file", (field, file, fileName) => {
    if (field !== "file") return void file.resume();
    name = fileName ?? "";
    saved = save(file, path);
    saved.catch(() => file.resume());
  });
  await pipeline(Readable.fromWeb(request.body as WebStream<Uint8Array>), form);
  await saved;
  return name;
}

/** Receives the multipart part `file` on disk, never in memory, and hands it to `use`; the file is gone afterwards. */
export async function withUpload<Result>(request: Request, use: (upload: Upload) => Promise<Result>): Promise<Result> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(contentType))
    throw new AppError("unsupported_type", "Send the file as multipart/form-data, in a part named file.");
  const missing = () =>
    new AppError("invalid_request", "The form has no part named file.", {
      fields: [{ path: "file", message: "Choose a .zip or a .csv." }],
    });
  if (!request.body) throw missing();
  await mkdir(dataPath("uploads"), { recursive: true });
  const path = dataPath("uploads", randomUUID());
  try {
    const name = await receive(request, contentType, path).catch((cause: unknown) => {
      if (cause instanceof AppError || isSystemError(cause)) throw cause;
      throw new AppError("invalid_request", "The form data is broken or was cut off.", { cause });
    });
    if (name === null) throw missing();
    return await use({ path, name });
  } finally {
    await rm(path, { force: true });
  }
}
