import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { imageReply, type Reply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";

type Line = { key: string; request: { contents: { parts: { text?: string; inlineData?: { data: string } }[] }[] } };
export type SentRow = { key: string; prompt: string /** In base64. */; photo: string };
/** What a row of a result is; null: it is missing. */
type Row = { response: unknown } | { error: object } | null;

type State = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "EXPIRED";
export type StubBatch = {
  name: string;
  displayName: string;
  model: string;
  rows: SentRow[];
  state: State;
  result: string | null;
  cancels: number;
};

const USAGE = { promptTokenCount: 569, candidatesTokenCount: 1_466, thoughtsTokenCount: 337 };
const IMAGE_TOKENS = { candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1_120 }] };
/** In millionths of a dollar, of gemini-3-pro-image in the batch tier. */
export const IMAGE_MICROS = (569 * 2 + 1_120 * 120 + (346 + 337) * 12) / 2;
export const BLOCKED_MICROS = 500;

export function rowOf({ body }: Reply): Row {
  return { response: { ...Object(body), usageMetadata: { ...USAGE, ...IMAGE_TOKENS } } };
}

export async function imageRow(): Promise<Row> {
  return rowOf(imageReply(await drawPicture({ format: "png" })));
}

export const blockedRow: Row = {
  response: { candidates: [{ finishReason: "IMAGE_SAFETY" }], usageMetadata: { promptTokenCount: 500 } },
};

/** Speaks Gemini's protocol for files and batches. What a test says decides how each step goes. */
export class BatchStub {
  readonly files = new Map<string, string>();
  readonly batches = new Map<string, StubBatch>();
  readonly requests: string[] = [];
  /** Prompts of calls that are no batch. */
  readonly calls: string[] = [];
  billedMicros = 0;
  /** States as Google writes them; SDKs say JOB_STATE. */
  prefix = "BATCH_STATE_";
  /** How often it is looked at before it ends. */
  looks = 1;
  row: (row: SentRow, batch: StubBatch) => Row | Promise<Row> = imageRow;
  /** Instead of the answer; `after`: the batch is made nevertheless. */
  onCreate: (nth: number) => (Reply & { after?: boolean }) | null = () => null;
  onUpload: (nth: number) => Reply | null = () => null;
  onDownload: (nth: number) => Reply | null = () => null;
  onLook: (batch: StubBatch) => void = () => {};
  endState: State = "SUCCEEDED";
  #counts = new Map<string, number>();
  #server: Server = createServer((request, response) => void this.#answer(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  reset(): void {
    const fresh = new BatchStub();
    for (const kept of [this.files, this.batches, this.#counts]) kept.clear();
    this.requests.length = 0;
    this.calls.length = 0;
    const { billedMicros, prefix, looks, row, onCreate, onUpload, onDownload, onLook, endState } = fresh;
    Object.assign(this, { billedMicros, prefix, looks, row, onCreate, onUpload, onDownload, onLook, endState });
  }

  /** Of every image that was asked for, how often it was in a batch. */
  get sent(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { rows } of this.batches.values())
      for (const { prompt } of rows) counts.set(prompt, (counts.get(prompt) ?? 0) + 1);
    return counts;
  }

  #nth(what: string): number {
    const nth = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, nth);
    return nth;
  }

  /** Google works on it whoever looks. */
  async finish(batch: StubBatch, state: State = this.endState): Promise<void> {
    const lines: object[] = [];
    for (const row of state === "CANCELLED" || state === "FAILED" ? [] : batch.rows) {
      const made = await this.row(row, batch);
      if (made && "response" in made) {
        const hasImage = JSON.stringify(made.response).includes("inlineData");
        this.billedMicros += hasImage ? IMAGE_MICROS : BLOCKED_MICROS;
      }
      if (made) lines.unshift({ key: row.key, ...made });
    }
    batch.state = state;
    if (lines.length === 0) return;
    batch.result = `files/batch-${randomUUID()}`;
    this.files.set(batch.result, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  #operation(batch: StubBatch) {
    const { name, displayName, model, state, result } = batch;
    const isOver = state !== "PENDING" && state !== "RUNNING";
    const output = result ? { responsesFile: result } : undefined;
    return {
      name,
      ...(isOver ? { done: true } : {}),
      ...(state === "CANCELLED" ? { error: { code: 13, message: "Batch was cancelled." } } : {}),
      ...(output ? { response: output } : {}),
      metadata: {
        name,
        displayName,
        model: `models/${model}`,
        state: `${this.prefix}${state}`,
        ...(output ? { output } : {}),
      },
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const path = `${request.method} ${request.url ?? ""}`;
    this.requests.push(path);
    const reply = await this.#reply(path, body, request);
    const { status = 200, body: json = {}, raw, delayMs = 0, hangUp, headers } = reply;
    await sleep(delayMs);
    if (hangUp) return void response.destroy();
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(raw ?? JSON.stringify(json));
  }

  async #reply(path: string, body: Buffer, { headers }: IncomingMessage): Promise<Reply> {
    const notFound = { status: 404, body: { error: { code: 404, status: "NOT_FOUND", message: "Not found." } } };
    if (path.startsWith("POST /upload/v1beta/files")) {
      const refused = this.onUpload(this.#nth("upload"));
      return refused ?? { headers: { "x-goog-upload-url": `${this.url}/put/${randomUUID()}` } };
    }
    if (path.startsWith("POST /put/")) return this.#put(path.slice("POST /put/".length), body, headers);
    const created = /^POST \/v1beta\/models\/([\w.-]+):batchGenerateContent$/.exec(path);
    if (created) return this.#create(created[1] ?? "", JSON.parse(body.toString()));
    if (path.endsWith(":generateContent")) return this.#generate(JSON.parse(body.toString()));
    if (path.startsWith("GET /v1beta/batches?")) return this.#list(path);
    const download = /^GET \/download\/v1beta\/(files\/[\w-]+):download/.exec(path);
    if (download) {
      const raw = this.files.get(download[1] ?? "");
      return this.onDownload(this.#nth("download")) ?? (raw === undefined ? notFound : { raw });
    }
    const [, method, name = "", verb] = /^(\w+) \/v1beta\/((?:batches|files)\/[\w-]+)(:cancel)?$/.exec(path) ?? [];
    if (method === "DELETE") return { body: {} };
    const batch = this.batches.get(name);
    if (!batch) return notFound;
    return verb ? this.#cancel(batch) : this.#look(batch);
  }

  #put(id: string, body: Buffer, headers: IncomingMessage["headers"]): Reply {
    const name = `files/${id}`;
    const before = this.files.get(name) ?? "";
    if (Number(headers["x-goog-upload-offset"]) !== Buffer.byteLength(before)) return { status: 400, body: {} };
    this.files.set(name, before + body.toString());
    const isLast = headers["x-goog-upload-command"] === "upload, finalize";
    return isLast ? { body: { file: { name, state: "ACTIVE" } } } : { body: {} };
  }

  #create(model: string, { batch }: { batch: { displayName: string; inputConfig: { fileName: string } } }): Reply {
    const reply = this.onCreate(this.#nth("create"));
    if (reply && !reply.after) return reply;
    const lines = (this.files.get(batch.inputConfig.fileName) ?? "").split("\n").filter(Boolean);
    const rows = lines.map((line) => {
      const { key, request } = JSON.parse(line) as Line;
      const parts = request.contents[0]?.parts ?? [];
      return { key, prompt: parts.map(({ text }) => text ?? "").join(""), photo: parts[0]?.inlineData?.data ?? "" };
    });
    const name = `batches/${randomUUID()}`;
    const made: StubBatch = {
      name,
      displayName: batch.displayName,
      model,
      rows,
      state: "PENDING",
      result: null,
      cancels: 0,
    };
    this.batches.set(name, made);
    return reply ?? { body: this.#operation(made) };
  }

  /** Two on a page. */
  #list(path: string): Reply {
    const token = Number(new URLSearchParams(path.split("?")[1]).get("pageToken") ?? 0);
    const all = [...this.batches.values()].map((batch) => this.#operation(batch));
    const operations = all.slice(token, token + 2);
    return { body: { operations, ...(all.length > token + 2 ? { nextPageToken: `${token + 2}` } : {}) } };
  }

  #cancel(batch: StubBatch): Reply {
    batch.cancels += 1;
    if (batch.state === "PENDING") batch.state = "CANCELLED";
    return { body: {} };
  }

  async #look(batch: StubBatch): Promise<Reply> {
    this.onLook(batch);
    const isOpen = batch.state === "PENDING" || batch.state === "RUNNING";
    if (isOpen && this.#nth(batch.name) > this.looks) await this.finish(batch);
    return { body: this.#operation(batch) };
  }

  async #generate({ contents }: Line["request"]): Promise<Reply> {
    this.calls.push(contents[0]?.parts.map(({ text }) => text ?? "").join("") ?? "");
    const row = await imageRow();
    return { body: row && "response" in row ? row.response : {} };
  }
}
