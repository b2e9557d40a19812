import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "#tests/support/app-process.ts";

/** PostgreSQL's last message when it is ready for a statement and no transaction is open. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

type Link = { client: Socket; server: Socket; losesAnswer: boolean };

/** A TCP proxy on loopback that breaks connections on demand. */
export class TcpProxy {
  /** The server's URL with the proxy's host and port. */
  readonly url: string;
  /** Dropped answers to COMMIT. */
  lostCommits = 0;
  readonly #target: URL;
  readonly #port: number;
  readonly #links = new Set<Link>();
  #server: Server | null = null;
  #commitsToLose = 0;
  #commitsToSpare = 0;

  private constructor(target: string, port: number) {
    this.#target = new URL(target);
    this.#port = port;
    const url = new URL(target);
    url.host = `127.0.0.1:${port}`;
    this.url = url.href;
  }

  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, await freePort());
    await proxy.restore();
    return proxy;
  }

  /** Resets every connection and refuses new ones until `restore`. */
  cut(): void {
    this.#server?.close();
    this.#server = null;
    for (const link of this.#links) this.#reset(link);
  }

  async restore(): Promise<void> {
    if (this.#server) return;
    this.#server = createServer((client) => this.#pass(client)).listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /** Simulates a failover: existing connections hear nothing more, not even an end. New ones work. */
  goSilent(): void {
    for (const { client, server } of this.#links) {
      client.unpipe();
      server.unpipe();
      client.resume(); // what is sent is still acknowledged by this machine's TCP
      server.destroy();
    }
    this.#links.clear();
  }

  /**
   * Executes `count` COMMITs, after `spared` others, and resets their connections instead of passing on the answers.
   */
  loseCommits(count: number, spared = 0): void {
    this.#commitsToLose = count;
    this.#commitsToSpare = spared;
  }

  #pass(client: Socket): void {
    const server = connect(Number(this.#target.port), this.#target.hostname);
    const link: Link = { client, server, losesAnswer: false };
    this.#links.add(link);
    client.on("data", (chunk) => {
      if (this.#commitsToLose === 0 || !chunk.includes("COMMIT")) return;
      if (this.#commitsToSpare > 0) {
        this.#commitsToSpare -= 1;
        return;
      }
      this.#commitsToLose -= 1;
      link.losesAnswer = true;
      server.unpipe(client);
      server.on("data", (answer) => this.#lose(link, answer)).resume();
    });
    client.pipe(server).pipe(client);
    for (const end of [client, server]) end.on("error", () => this.#reset(link)).on("close", () => this.#close(link));
  }

  #lose(link: Link, answer: Buffer): void {
    if (!answer.subarray(-READY.length).equals(READY)) return;
    this.lostCommits += 1;
    this.#reset(link);
  }

  #reset(link: Link): void {
    link.client.resetAndDestroy();
    link.server.destroy();
  }

  #close(link: Link): void {
    if (!this.#links.delete(link)) return;
    if (!link.losesAnswer) return void [link.client, link.server].map((end) => end.end());
    this.#reset(link);
  }
}
