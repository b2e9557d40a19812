import "server-only";
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { DemoBatches } from "#lib/demo/demo-batches.ts";
import { once } from "#lib/once.ts";
import { runPictureTask } from "#lib/picture-work/pool.ts";
import { aspectRatioSchema } from "#lib/schemas/format-fields.ts";
import { DEFAULT_RATIO } from "#lib/schemas/picture-format.ts";
import { MAX_PHOTO_BYTES } from "#lib/schemas/upload.ts";

/** Of a square. */
const SIDE_PX = 1024;
/** A photo in base64, and a prompt. */
const MAX_BODY_BYTES = Math.ceil((MAX_PHOTO_BYTES * 4) / 3) + 1024 ** 2;

const requestSchema = z.object({
  contents: z.array(
    z.object({
      parts: z.array(z.object({ text: z.string().optional(), inlineData: z.object({ data: z.string() }).optional() })),
    }),
  ),
  serviceTier: z.string().optional(),
  generationConfig: z
    .object({ imageConfig: z.object({ aspectRatio: aspectRatioSchema.default(DEFAULT_RATIO) }).prefault({}) })
    .prefault({}),
});

class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Only this process knows the path, and browsers are refused. */
function refuseStrangers({ url, headers }: IncomingMessage, path: string): void {
  if (!url?.startsWith(`${path}/`) || headers.origin !== undefined) throw new Refused(404, "Not found.");
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Refused(413, "The request is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Nothing is billed: as of a call that Google answers. */
function pretendedUsage(pictures: number, prompt: string) {
  const image = 1_120;
  return {
    promptTokenCount: pictures * 560 + Math.ceil(prompt.length / 4),
    candidatesTokenCount: image,
    candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: image }],
    thoughtsTokenCount: 900,
  };
}

async function draw(request: unknown): Promise<object> {
  const { contents, generationConfig, serviceTier } = requestSchema.parse(request);
  const parts = contents.flatMap((content) => content.parts);
  const source = Buffer.from(parts.find(({ inlineData }) => inlineData)?.inlineData?.data ?? "", "base64");
  const prompt = parts.map((part) => part.text ?? "").join("\n");
  const ratio = generationConfig.imageConfig.aspectRatio;
  const image = await runPictureTask("composeDemoImage", [source, { prompt, side: SIDE_PX, ratio }]);
  const inlineData = { mimeType: "image/png", data: Buffer.from(image).toString("base64") };
  return {
    candidates: [{ content: { parts: [{ inlineData }] }, finishReason: "STOP" }],
    usageMetadata: { ...pretendedUsage(parts.length - 1, prompt), serviceTier },
    modelVersion: "demo",
  };
}

/** `path`: without what only this process knows, which is part of `address`. */
async function respond(
  { request, path, address }: { request: IncomingMessage; path: string; address: string },
  response: ServerResponse,
  batches: DemoBatches,
): Promise<void> {
  const body = await readBody(request);
  if (request.method === "POST" && path.endsWith(":generateContent"))
    return answer(response, 200, await draw(JSON.parse(body.toString())));
  const reply = await batches.answer(request.method ?? "GET", path, body, address);
  if (!reply) throw new Refused(404, "Not found.");
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.file === undefined) return answer(response, 200, reply.body ?? {});
  await pipeline(createReadStream(reply.file), response);
}

async function listen(): Promise<string> {
  const path = `/${randomUUID()}`;
  const batches = new DemoBatches(draw);
  const server = createServer(async (request, response) => {
    try {
      refuseStrangers(request, path);
      const rest = request.url?.slice(path.length) ?? "";
      await respond({ request, path: rest, address: `http://${request.headers.host}${path}` }, response, batches);
    } catch (error) {
      const code = error instanceof Refused ? error.status : 400;
      const message = error instanceof Error ? error.message : "The request can't be read.";
      answer(response, code, { error: { code, status: "INVALID_ARGUMENT", message } });
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}${path}`;
}

export function startDemoModel(): Promise<string> {
  return once("demo-model", listen);
}
