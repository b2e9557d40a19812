import "server-only";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { composeDemoImage } from "#lib/embedded/demo-scene.ts";
import { once } from "#lib/once.ts";

const SIZE_PX = 1024;

const requestSchema = z.object({
  contents: z.array(
    z.object({
      parts: z.array(z.object({ text: z.string().optional(), inlineData: z.object({ data: z.string() }).optional() })),
    }),
  ),
});

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function generateContent(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { contents } = requestSchema.parse(JSON.parse(await text(request)));
  const parts = contents.flatMap((content) => content.parts);
  const source = Buffer.from(parts.find(({ inlineData }) => inlineData)?.inlineData?.data ?? "", "base64");
  const prompt = parts.map((part) => part.text ?? "").join("\n");
  const image = await composeDemoImage({ source, prompt, size: SIZE_PX });
  const inlineData = { mimeType: "image/png", data: image.toString("base64") };
  answer(response, 200, {
    candidates: [{ content: { parts: [{ inlineData }] }, finishReason: "STOP" }],
    modelVersion: "demo",
  });
}

async function listen(): Promise<string> {
  const server = createServer((request, response) => {
    generateContent(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : "The request can't be read.";
      answer(response, 400, { error: { code: 400, status: "INVALID_ARGUMENT", message } });
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** Starts the stand-in for Gemini, once per process, on a free port of loopback; resolves with its base URL. */
export function startDemoModel(): Promise<string> {
  return once("demo-model", listen);
}
