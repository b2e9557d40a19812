import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { imageReply } from "#tests/support/gemini-stub.ts";

/** For load tests: keeps nothing, and answers each call with one of the pictures after `delayMs`. */
export type LeanStub = { url: string; calls: () => number; mostOpen: () => number; close: () => Promise<void> };

export async function startLeanStub(pictures: Buffer[], delayMs: number): Promise<LeanStub> {
  const answers = pictures.map((picture) => Buffer.from(JSON.stringify(imageReply(picture).body)));
  let calls = 0;
  let open = 0;
  let mostOpen = 0;
  const server = createServer(async (request, response) => {
    if (request.method === "GET") return void response.writeHead(404).end();
    const arrived = performance.now();
    const answer = answers[calls++ % answers.length];
    mostOpen = Math.max(mostOpen, ++open);
    request.resume();
    await new Promise((resolve) => request.once("end", resolve));
    await sleep(Math.max(0, arrived + delayMs - performance.now()));
    open -= 1;
    response.writeHead(200, { "content-type": "application/json" }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    mostOpen: () => mostOpen,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
