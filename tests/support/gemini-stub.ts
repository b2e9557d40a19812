import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { drawPicture } from "#tests/support/picture.ts";

const bodySchema = z.object({
  contents: z.tuple([
    z.object({
      parts: z.array(
        z.union([
          z.object({ inlineData: z.object({ mimeType: z.string(), data: z.base64() }) }),
          z.object({ text: z.string() }),
        ]),
      ),
    }),
  ]),
  serviceTier: z.string().optional(),
  generationConfig: z.object({
    responseModalities: z.array(z.string()),
    imageConfig: z.object({ aspectRatio: z.string(), imageSize: z.string().optional() }),
  }),
});

/** With the number of open calls when it came, including itself. */
export type RecordedCall = {
  path: string;
  key: string | undefined;
  prompt: string;
  mimeType: string;
  source: Buffer;
  /** The pictures after the first one. */
  further: Buffer[];
  tier: string | undefined;
  /** How long Google is asked to wait for room, in seconds. */
  patience: string | undefined;
  config: z.infer<typeof bodySchema>["generationConfig"];
  open: number;
};

/** `delayMs`: after the call came. */
export type Reply = {
  status?: number;
  body?: unknown;
  raw?: string;
  delayMs?: number;
  hangUp?: boolean;
  headers?: Record<string, string>;
};

export function imageReply(bytes: Buffer, mimeType = "image/png"): Reply {
  const inlineData = { mimeType, data: bytes.toString("base64") };
  return {
    body: {
      candidates: [{ content: { parts: [{ text: "Here it is." }, { inlineData }] }, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 1120, thoughtsTokenCount: 5 },
      modelVersion: "stub-1",
    },
  };
}

export function finishReply(finishReason: string): Reply {
  return {
    body: {
      candidates: [{ finishReason, finishMessage: "Not this one." }],
      usageMetadata: { promptTokenCount: 10 },
      modelVersion: "stub-1",
    },
  };
}

export function errorReply(status: number, message = "No.", details: unknown[] = []): Reply {
  return { status, body: { error: { code: status, message, details } } };
}

const LONGEST_WAIT_MS = 20_000;

/** Or after 20 s, so that a fault hits a call however slow the machine is. */
export async function callInFlight(stub: GeminiStub): Promise<void> {
  for (const limit = Date.now() + LONGEST_WAIT_MS; stub.openCalls === 0 && Date.now() < limit; ) await sleep(20);
}

export async function drawReply(): Promise<Reply> {
  return imageReply(await drawPicture({ format: "png" }));
}

/** Speaks Gemini's protocol and records the calls. `reply` decides each answer; default: a new picture. */
export class GeminiStub {
  readonly calls: RecordedCall[] = [];
  /** The answer to `GET /v1beta/models`, page by page; none: there is no such list. */
  modelPages: unknown[] = [];
  readonly listCalls: string[] = [];
  reply: (call: RecordedCall, index: number) => Reply | Promise<Reply> = drawReply;
  #server: Server;
  #open = 0;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const arrived = performance.now();
      this.#open += 1;
      response.on("close", () => {
        this.#open -= 1;
      });
      if (request.method === "GET") return this.#list(request, response);
      const { contents, generationConfig, serviceTier } = bodySchema.parse(JSON.parse(await text(request)));
      const { parts } = contents[0];
      const pictures = parts.flatMap((part) => ("inlineData" in part ? part.inlineData : []));
      const [source, ...further] = pictures.map(({ data }) => Buffer.from(data, "base64"));
      const call: RecordedCall = {
        path: request.url ?? "",
        key: request.headers["x-goog-api-key"]?.toString(),
        prompt: parts.map((part) => ("text" in part ? part.text : "")).join(""),
        mimeType: pictures[0]?.mimeType ?? "",
        source: source ?? Buffer.alloc(0),
        further,
        tier: serviceTier,
        patience: request.headers["x-server-timeout"]?.toString(),
        config: generationConfig,
        open: this.#open,
      };
      const reply = await this.reply(call, this.calls.push(call) - 1);
      const { status = 200, body, raw, delayMs = 0, hangUp, headers } = reply;
      await sleep(Math.max(0, arrived + delayMs - performance.now()));
      if (hangUp) return void response.destroy();
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(raw ?? JSON.stringify(body));
    });
  }

  #list({ url = "" }: IncomingMessage, response: ServerResponse): void {
    this.listCalls.push(url);
    const page = Number(new URL(url, this.url).searchParams.get("pageToken") ?? 0);
    const body = this.modelPages[page];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? {}));
  }

  /** How many calls came for each prompt. */
  get callsByPrompt(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { prompt } of this.calls) counts.set(prompt, (counts.get(prompt) ?? 0) + 1);
    return counts;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Calls that wait for their answer. */
  get openCalls(): number {
    return this.#open;
  }

  /** Listens on a free port of loopback, or on `port`; resolves with the base URL. */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return this.url;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
