import "server-only";
import pg from "pg";

type Connection = { sendCopyFromChunk(rows: Uint8Array): void; endCopyFrom(): void };

/** What node-postgres calls when the server answers a COPY; its own query ignores that. Source: pg 8.23.1, lib/query.js. */
class CopyQuery extends pg.Query {
  readonly received: Buffer[] = [];
  readonly #rows: Uint8Array;

  constructor(text: string, rows: Uint8Array, callback: (error: Error | undefined) => void) {
    super(text, callback);
    this.#rows = rows;
  }

  /** A copy: the connection uses its buffer again. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.received.push(Buffer.from(chunk));
  }

  handleCopyInResponse(connection: Connection): void {
    connection.sendCopyFromChunk(this.#rows);
    connection.endCopyFrom();
  }
}

async function run(client: pg.Client, text: string, rows: Uint8Array): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const query = client.query(new CopyQuery(text, rows, (error) => (error ? reject(error) : resolve())));
  await promise;
  return Buffer.concat(query.received);
}

export function copyTo(client: pg.Client, query: string): Promise<Uint8Array> {
  return run(client, `COPY (${query}) TO STDOUT`, new Uint8Array());
}

export async function copyFrom(client: pg.Client, target: string, rows: Uint8Array): Promise<void> {
  await run(client, `COPY ${target} FROM STDIN`, rows);
}
