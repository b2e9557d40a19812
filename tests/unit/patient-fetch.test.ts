import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { patiently, withHttpAnswer } from "#lib/gemini/http-answer.ts";

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
const LIMIT_MS = 200;

/** The first request has no answer. */
let requests = 0;
const server = createServer((_request, response) => {
  requests += 1;
  if (requests > 1) setTimeout(() => response.end("{}"), 3 * LIMIT_MS);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
await fetch("data:,").catch(() => {});
type Dispatcher = { constructor: new (options: object) => Dispatcher };
const shared = globalThis as unknown as { [DISPATCHER]: Dispatcher };
const usual = shared[DISPATCHER];
afterAll(() => {
  shared[DISPATCHER] = usual;
  server.closeAllConnections();
  server.close();
});

/** Node's own limit, made short: 300 s otherwise. */
function limitHeaders(): void {
  shared[DISPATCHER] = new usual.constructor({ headersTimeout: LIMIT_MS });
}

test("an answer may come later than Node waits for headers", async () => {
  limitHeaders();
  await expect(fetch(url)).rejects.toMatchObject({ cause: { code: "UND_ERR_HEADERS_TIMEOUT" } });
  expect(await (await fetch(url, patiently({}))).text()).toBe("{}");
  const status = await withHttpAnswer(
    async () => (await fetch(url)).status,
    (error) => (error instanceof Error ? error : new Error("failed")),
  );
  expect(status).toBe(200);
});
