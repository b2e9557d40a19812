import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { patiently, withHttpAnswer } from "#lib/gemini/http-answer.ts";

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
const LIMIT_MS = 200;

const server = createServer((_request, response) => setTimeout(() => response.end("{}"), 5 * LIMIT_MS));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => server.close());

/** Node's own limit, made short: 300 s otherwise. */
async function limitHeaders(): Promise<void> {
  await fetch("data:,").catch(() => {});
  const shared = globalThis as unknown as Record<symbol, { constructor: new (options: object) => object }>;
  const Agent = shared[DISPATCHER]?.constructor;
  if (Agent) Object.assign(globalThis, { [DISPATCHER]: new Agent({ headersTimeout: LIMIT_MS }) });
}

test("an answer may come later than Node waits for headers", async () => {
  await limitHeaders();
  await expect(fetch(url)).rejects.toMatchObject({ cause: { code: "UND_ERR_HEADERS_TIMEOUT" } });
  expect(await (await fetch(url, patiently({}))).text()).toBe("{}");
  const status = await withHttpAnswer(
    async () => (await fetch(url)).status,
    (error) => (error instanceof Error ? error : new Error("failed")),
  );
  expect(status).toBe(200);
});
