import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "vitest";
import { generateImage } from "#lib/gemini.ts";
import { applyOutgoingProxy } from "#lib/http/outgoing-proxy.ts";
import { internet } from "#lib/import/download.ts";
import { deliver } from "#lib/notices/webhook.ts";
import { s3Store } from "#lib/s3.ts";
import { listening } from "#tests/support/raw-http.ts";

/** A proxy that answers everything itself, and keeps which hosts it was asked for. */
const asked: string[] = [];
let connectStatus = 502;
const proxy = createServer((request, response) => {
  asked.push(new URL(request.url ?? "", `http://${request.headers.host}`).hostname);
  response.writeHead(404, { "content-type": "text/plain" }).end("from the proxy");
});
proxy.on("connect", (request, socket) => {
  asked.push(request.url?.split(":")[0] ?? "");
  socket.end(`HTTP/1.1 ${connectStatus} No\r\n\r\n`);
});
const server = createServer((_request, response) => void response.end("direct"));
const [proxyPort, port] = await Promise.all([listening(proxy), listening(server)]);
process.env.HTTP_PROXY = `http://127.0.0.1:${proxyPort}`;
process.env.HTTPS_PROXY = `http://127.0.0.1:${proxyPort}`;
process.env.NO_PROXY = "direct.invalid";
applyOutgoingProxy();

beforeEach(() => {
  asked.length = 0;
  connectStatus = 502;
});
afterAll(() => {
  for (const one of [proxy, server]) one.close();
});

const call = (baseUrl: string) =>
  generateImage(
    {
      prompt: "A mug",
      pictures: { current: [{ bytes: new Uint8Array(1), mimeType: "image/png" }] },
      format: { aspectRatio: "1:1", imageSize: null },
      signal: AbortSignal.timeout(5_000),
    },
    { apiKey: "key", baseUrl, model: "gemini-3-pro-image", tier: "standard", timeoutMs: 5_000 },
  );
const store = (S3_ENDPOINT: string) =>
  s3Store({
    bucket: "pictures",
    S3_ENDPOINT,
    AWS_REGION: undefined,
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    S3_FORCE_PATH_STYLE: undefined,
  });
const tell = (url: string) =>
  deliver({ url, secret: "a secret of the seller" }, { id: "1", event: {} }, AbortSignal.timeout(5_000));

test.each(["http", "https"])(
  "reaches Gemini, the store and the webhook over %s through the proxy that is set",
  async (scheme) => {
    await expect(call(`${scheme}://gemini.invalid`)).rejects.toThrow();
    await expect(store(`${scheme}://store.invalid`).get("source-images/a")).rejects.toThrow();
    await expect(tell(`${scheme}://hook.invalid/job`)).rejects.toThrow();
    expect(new Set(asked)).toEqual(new Set(["gemini.invalid", "store.invalid", "hook.invalid"]));
  },
);

test("says that the proxy asks for a password, and that Gemini was not reached", async () => {
  connectStatus = 407;
  await expect(call("https://gemini.invalid")).rejects.toMatchObject({
    code: "UNREACHABLE",
    message: expect.stringMatching(/proxy requires a user name and password \(407\): check HTTPS_PROXY/),
  });
});

test("leaves out what NO_PROXY names, and this machine", async () => {
  await expect(tell("http://direct.invalid/job")).rejects.toThrow();
  await expect(store("http://direct.invalid").get("source-images/a")).rejects.toThrow();
  await tell(`http://127.0.0.1:${port}/job`);
  await tell(`http://localhost:${port}/job`);
  expect(asked).toEqual([]);
});

test("fetches the links of an import without a proxy, which would hide where they lead", async () => {
  const answer = await internet.open(
    new URL(`http://photos.invalid:${port}/a.jpg`),
    "127.0.0.1",
    AbortSignal.timeout(5_000),
  );
  expect(await text(answer)).toBe("direct");
  expect(asked).toEqual([]);
});
