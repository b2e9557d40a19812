import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterAll, beforeEach } from "vitest";

export type Answer =
  | { body: Buffer | string; type?: string }
  | { status: number; headers?: Record<string, string> }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** Answers by path and records the requests. */
export class PictureServer {
  readonly asked: string[] = [];
  answers: Record<string, Answer> = {};
  /** `host:port`, for IMPORT_ALLOW_HOSTS. */
  host = "";
  connections = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on("connection", () => {
      this.connections += 1;
    });
  }

  async listen(loopback = "127.0.0.1", port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, loopback, resolve));
    const address = this.#server.address();
    this.host = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    return this.host;
  }

  link(path: string): string {
    return `http://${this.host}/${path}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "/").slice(1);
    this.asked.push(path);
    const answer = this.answers[path] ?? { status: 404 };
    if (typeof answer === "function") answer(response, request);
    else if ("status" in answer) response.writeHead(answer.status, answer.headers).end();
    else response.writeHead(200, { "content-type": answer.type ?? "image/jpeg" }).end(answer.body);
  }
}

export async function usePictureServer(): Promise<PictureServer> {
  const server = new PictureServer();
  await server.listen();
  beforeEach(() => {
    server.asked.length = 0;
    server.answers = {};
  });
  afterAll(() => server.close());
  return server;
}
