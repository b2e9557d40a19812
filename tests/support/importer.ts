import { afterEach, beforeEach, vi } from "vitest";
import { GET } from "#app/api/imports/[id]/route.ts";
import { POST } from "#app/api/products/import/route.ts";
import { db } from "#lib/db/client.ts";
import {
  type Import,
  type ImportResult,
  importAcceptedSchema,
  importResultSchema,
  importSchema,
} from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import { startImporter, startWorker, type Worker } from "#lib/worker.ts";
import { useDatabase } from "#tests/support/app.ts";
import { answer, context, request } from "#tests/support/request.ts";

/** `fetching`: also fetches links. */
export function useImporter({ fetching = false } = {}): { restart: () => Promise<void>; stop: () => Promise<void> } {
  let worker: Worker | null = null;
  const stop = async () => {
    await worker?.stop();
    worker = null;
  };
  const start = async () => {
    worker = await (fetching ? startWorker() : startImporter());
  };
  useDatabase();
  beforeEach(start);
  afterEach(stop);
  return { restart: start, stop };
}

export function sendImport(
  content: Buffer | string,
  name = "catalog.zip",
  { fields = {}, init = {} }: { fields?: Record<string, string>; init?: RequestInit } = {},
): Promise<Response> {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.set(field, value);
  body.set("file", new File([new Uint8Array(Buffer.from(content))], name));
  return POST(request("/", { method: "POST", body, ...init }), {});
}

export async function imported(content: Buffer | string, name?: string): Promise<ImportResult> {
  return answer(await sendImport(content, name), 200, importResultSchema);
}

/** The id of an import that continues, or waits for a person. */
export async function acceptedImport(...file: Parameters<typeof sendImport>): Promise<string> {
  const [content, name = "catalog.csv", more] = file;
  return (await answer(await sendImport(content, name, more), 202, importAcceptedSchema)).importId;
}

export const importState = async (id: string): Promise<Import> =>
  answer(await GET(request("/"), context({ id })), 200, importSchema);

export const finishedImport = (id: string): Promise<Import> =>
  vi.waitUntil(async () => [await importState(id)].find(isImportFinished), { timeout: 30_000, interval: 50 });

export async function storedProducts() {
  return db.product.findMany({ orderBy: { id: "asc" }, include: { sourceImages: true } });
}
