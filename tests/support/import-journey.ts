import { z } from "zod";
import { type Column, type Import, importPreviewSchema, importSchema } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import type { MangledFile } from "#tests/support/mangled-files.ts";

export type Journey = { start: "at once" | "draft" | "cancelled draft" | "cancelled"; columns: Column[] };

const OURS = "not because of your file";
const POLL_MS = 100;
const MAX_POLLS = 300;

const acceptedSchema = z.object({ importId: z.string() });
const JSON_TYPE = { "content-type": "application/json" };

/** Throws if an answer is a 5xx, the app blames itself, or an import does not end. */
export class Traveller {
  readonly answers = new Map<number, number>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async go(file: MangledFile, { start, columns }: Journey): Promise<void> {
    const id = await this.#send(file, start !== "at once" && start !== "cancelled");
    if (id === null) return;
    if (start === "draft" || start === "cancelled draft") await this.#correct(id, columns);
    if (start !== "at once" && start !== "draft") await this.#post(id, "cancel");
    const ended = await this.#end(id);
    if (ended.failedRowsUrl) await this.#sendAgain(ended.failedRowsUrl);
  }

  /** Returns the import's id; null if there is none. */
  async #send({ name, bytes }: MangledFile, hold: boolean): Promise<string | null> {
    const body = new FormData();
    if (hold) body.set("draft", "true");
    body.set("file", new File([new Uint8Array(bytes)], name));
    const text = await this.#ask("/api/products/import", { method: "POST", body });
    return acceptedSchema.safeParse(JSON.parse(text)).data?.importId ?? null;
  }

  /** Looks at a draft, corrects its columns, and starts it in one way or the other, or throws it away. */
  async #correct(id: string, columns: Column[]): Promise<void> {
    const preview = importPreviewSchema.safeParse(JSON.parse(await this.#post(id, "preview")));
    const corrected = columns.slice(0, preview.data?.columns.length ?? 0);
    await this.#post(id, "preview", { columns: corrected });
    const started = await this.#post(id, "start", { columns: corrected });
    if (!importSchema.safeParse(JSON.parse(started)).success) await this.#post(id, "start");
    if ((await this.#state(id)).status === "DRAFT") await this.#post(id, "cancel");
  }

  /** Failed rows must be accepted again, whatever comes of them. */
  async #sendAgain(url: string): Promise<void> {
    const response = await fetch(`${this.#url}${url}`);
    if (!response.ok) throw new Error(`${response.status}: ${url}`);
    const id = await this.#send({ name: "failed-rows.csv", bytes: Buffer.from(await response.arrayBuffer()) }, false);
    if (id === null) throw new Error(`${url} can't be imported again.`);
    await this.#end(id);
  }

  async #end(id: string): Promise<Import> {
    for (let attempts = 0; attempts < MAX_POLLS; attempts += 1) {
      const state = await this.#state(id);
      if (isImportFinished(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`${id} does not end.`);
  }

  async #state(id: string): Promise<Import> {
    return importSchema.parse(JSON.parse(await this.#ask(`/api/imports/${id}`)));
  }

  #post(id: string, command: string, body: object = {}): Promise<string> {
    const init = { method: "POST", headers: JSON_TYPE, body: JSON.stringify(body) };
    return this.#ask(`/api/imports/${id}/${command}`, init);
  }

  async #ask(path: string, init: RequestInit = {}): Promise<string> {
    const response = await fetch(`${this.#url}${path}`, init);
    const text = await response.text();
    if (init.method) this.answers.set(response.status, (this.answers.get(response.status) ?? 0) + 1);
    if (response.status >= 500 || text.includes(OURS)) throw new Error(`${response.status} ${path}: ${text}`);
    return text;
  }
}
