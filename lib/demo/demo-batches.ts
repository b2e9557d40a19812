import "server-only";
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { linesOf } from "#lib/gemini/batch-rows.ts";
import { temporaryPath } from "#lib/storage/transit.ts";

/** So that one sees it wait. */
const PENDING_MS = 4_000;

const lineSchema = z.object({ key: z.string(), request: z.unknown() });
const createSchema = z.object({
  batch: z.object({ displayName: z.string(), inputConfig: z.object({ fileName: z.string() }) }),
});

type DemoBatch = { name: string; displayName: string; state: string; resultFile: string | null; cancelled: boolean };

/** `null`: there is nothing under that path. */
export type DemoReply = { body?: object; headers?: Record<string, string>; file?: string } | null;

function toOperation({ name, displayName, state, resultFile }: DemoBatch) {
  const isOver = state === "SUCCEEDED" || state === "CANCELLED";
  const response = resultFile ? { response: { responsesFile: resultFile } } : {};
  return {
    name,
    ...(isOver ? { done: true } : {}),
    ...response,
    metadata: { displayName, state: `BATCH_STATE_${state}` },
  };
}

/** Files and batches of demo mode, as long as the process lives. `draw` answers one request. */
export class DemoBatches {
  readonly #files = new Map<string, string>();
  readonly #batches = new Map<string, DemoBatch>();
  readonly #draw: (request: unknown) => Promise<object>;

  constructor(draw: (request: unknown) => Promise<object>) {
    this.#draw = draw;
  }

  #fileOf(name: string): string {
    const known = this.#files.get(name);
    if (known) return known;
    const path = temporaryPath();
    this.#files.set(name, path);
    return path;
  }

  async #put(id: string, bytes: Buffer): Promise<DemoReply> {
    const name = `files/${id}`;
    await appendFile(this.#fileOf(name), bytes);
    return { body: { file: { name, state: "ACTIVE" } } };
  }

  async #work(batch: DemoBatch, fileName: string): Promise<void> {
    await sleep(PENDING_MS, undefined, { ref: false });
    batch.state = batch.cancelled ? "CANCELLED" : "RUNNING";
    if (batch.cancelled) return;
    const resultFile = `files/batch-${randomUUID()}`;
    const path = this.#fileOf(resultFile);
    for await (const line of linesOf(createReadStream(this.#fileOf(fileName)))) {
      const { key, request } = lineSchema.parse(JSON.parse(line));
      const answer = batch.cancelled ? { error: { code: 1 } } : await this.#answerOf(request);
      await appendFile(path, `${JSON.stringify({ key, ...answer })}\n`);
    }
    Object.assign(batch, { state: "SUCCEEDED", resultFile });
  }

  async #answerOf(request: unknown): Promise<object> {
    try {
      return { response: await this.#draw(request) };
    } catch (error) {
      return { error: { code: 3, message: error instanceof Error ? error.message : "The request can't be read." } };
    }
  }

  #create(body: Buffer): DemoReply {
    const { displayName, inputConfig } = createSchema.parse(JSON.parse(body.toString())).batch;
    const name = `batches/${randomUUID()}`;
    const batch: DemoBatch = { name, displayName, state: "PENDING", resultFile: null, cancelled: false };
    this.#batches.set(name, batch);
    this.#work(batch, inputConfig.fileName).catch(() => {
      batch.state = "FAILED";
    });
    return { body: toOperation(batch) };
  }

  async #remove(name: string): Promise<DemoReply> {
    const path = this.#files.get(name);
    this.#files.delete(name);
    this.#batches.delete(name);
    if (path) await rm(path, { force: true });
    return { body: {} };
  }

  /** `address`: that of this server. */
  async answer(method: string, path: string, body: Buffer, address: string): Promise<DemoReply> {
    const [, id = ""] = /^\/put\/([\w-]+)$/.exec(path) ?? [];
    if (id) return this.#put(id, body);
    if (path === "/upload/v1beta/files") return { headers: { "x-goog-upload-url": `${address}/put/${randomUUID()}` } };
    if (path.endsWith(":batchGenerateContent")) return this.#create(body);
    if (path.startsWith("/v1beta/batches?"))
      return { body: { operations: [...this.#batches.values()].map(toOperation) } };
    const [, file = ""] = /^\/download\/v1beta\/(files\/[\w-]+):download/.exec(path) ?? [];
    if (file) return this.#files.has(file) ? { file: this.#fileOf(file) } : null;
    const [, name = "", verb] = /^\/v1beta\/((?:files|batches)\/[\w-]+)(:cancel)?$/.exec(path) ?? [];
    if (method === "DELETE") return this.#remove(name);
    const batch = this.#batches.get(name);
    if (batch && verb) batch.cancelled = true;
    return batch ? { body: toOperation(batch) } : null;
  }
}
