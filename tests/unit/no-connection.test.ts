import { afterEach, expect, test } from "vitest";
import { generateImage } from "#lib/gemini.ts";
import { GenerationError } from "#lib/image-model.ts";
import { freePort } from "#tests/support/app-process.ts";
import { type Serve, say, TcpServer } from "#tests/support/tcp-server.ts";

let server: TcpServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function serving(serve: Serve, protocol = "http"): Promise<string> {
  server = new TcpServer(serve);
  await server.open();
  return (await server.url()).replace("http", protocol);
}

async function failureAt(baseUrl: string): Promise<GenerationError> {
  const pictures = { current: [{ bytes: Buffer.from("photo"), mimeType: "image/jpeg" }] };
  const format = { aspectRatio: "1:1", imageSize: null } as const;
  const failure: unknown = await generateImage(
    { prompt: "A mug", pictures, format, signal: AbortSignal.timeout(30_000) },
    { apiKey: "key", baseUrl, model: "a-model", tier: "standard", timeoutMs: 20_000 },
  ).catch((error: unknown) => error);
  if (!(failure instanceof GenerationError)) throw new Error("The call did not fail as a call does.");
  return failure;
}

const NOBODY = async () => `http://127.0.0.1:${await freePort()}`;

test.each<[string, () => Promise<string>, RegExp]>([
  [
    "a refused connection",
    NOBODY,
    /: 127\.0\.0\.1:\d+ refused the connection \(ECONNREFUSED\): check GEMINI_BASE_URL and HTTPS_PROXY\.$/,
  ],
  [
    "a refused connection at each address of a name",
    async () => `http://localhost:${await freePort()}`,
    /: \S+:\d+ refused the connection \(ECONNREFUSED\)/,
  ],
  ["a name that is none", async () => "http://gemini.invalid", /the name gemini\.invalid can't be resolved/],
  ["a server without TLS", () => serving(say("HTTP/1.1 400 Bad Request\r\n\r\n"), "https"), /TLS handshake failed/],
  [
    "a handshake that is cut off",
    () => serving((socket) => socket.destroy(), "https"),
    /the network or a proxy stopped it/,
  ],
])("tells %s from a call that may be billed", async (_name, address, sentence) => {
  const { code, message } = await failureAt(await address());
  expect(code).toBe("UNREACHABLE");
  expect(message).toMatch(sentence);
});

test("a connection that is cut off after the request may be billed", async () => {
  const { code } = await failureAt(await serving((socket) => socket.once("data", () => socket.destroy())));
  expect(code).toBe("NETWORK");
});

test("a date in Retry-After is measured by the clock of whoever answered", async () => {
  const head = "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0";
  const dates = "Date: Sat, 28 Nov 2020 10:00:00 GMT\r\nRetry-After: Sat, 28 Nov 2020 10:00:30 GMT";
  const { code, retryAfterMs } = await failureAt(await serving(say(`${head}\r\n${dates}\r\n\r\n`)));
  expect([code, retryAfterMs]).toEqual(["RATE_LIMITED", 30_000]);
});
