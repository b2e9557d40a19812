import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "#tests/support/app-process.ts";

export type Serve = (socket: Socket) => void;

export function say(text: string): Serve {
  return (socket) => socket.once("data", () => socket.end(text));
}

export function sayAndStall(text: string): Serve {
  return (socket) => socket.once("data", () => socket.write(text));
}

/** A `length` beyond the body's promises more than is sent. */
export function httpAnswer(status: number, body: string, length = Buffer.byteLength(body)): string {
  const headers = ["connection: close", "content-type: application/xml", `content-length: ${length}`];
  return [`HTTP/1.1 ${status} Answer`, ...headers, "", body].join("\r\n");
}

export function passTo(url: string): Serve {
  const { hostname, port } = new URL(url);
  return (socket) => {
    const upstream = connect(Number(port), hostname);
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on("error", () => [socket, upstream].map((each) => each.destroy()));
  };
}

/** Keeps its port when closed and opened again. */
export class TcpServer {
  readonly #serve: Serve;
  readonly #sockets = new Set<Socket>();
  readonly #port = freePort();
  #server: Server | null = null;

  constructor(serve: Serve) {
    this.#serve = serve;
  }

  async url(): Promise<string> {
    return `http://127.0.0.1:${await this.#port}`;
  }

  async open(): Promise<void> {
    const port = await this.#port;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket)));
      this.#serve(socket);
    });
    await new Promise<void>((resolve) => this.#server?.listen(port, "127.0.0.1", resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    if (server?.listening) await new Promise((resolve) => server.close(resolve));
  }
}
