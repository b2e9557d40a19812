import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** The answers of stores that predate the SDK's CRC32 headers. */
export const REFUSALS = {
  "501 NotImplemented": { header: /^x-amz-(checksum|trailer)/, status: 501, code: "NotImplemented" },
  "400 InvalidArgument": { header: /^x-amz-sdk-checksum-algorithm$/, status: 400, code: "InvalidArgument" },
  "400 InvalidRequest": { header: /crc32/, status: 400, code: "InvalidRequest" },
} as const;

type Refusal = (typeof REFUSALS)[keyof typeof REFUSALS];

const xml = (response: ServerResponse, status: number, body: string) =>
  void response.writeHead(status, { "content-type": "application/xml" }).end(body);

const EMPTY_LIST = "<ListBucketResult><Name>pictures</Name><KeyCount>0</KeyCount></ListBucketResult>";

/** An in-memory S3 server for objects and multipart uploads that refuses on request. */
export class PickyS3 {
  readonly objects = new Map<string, Buffer>();
  /** The answer to every write, if set. */
  refuseWrites: { status: number; code: string } | null = null;
  readonly #refusal: Refusal | null;
  readonly #parts = new Map<number, Buffer>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(refusal: Refusal | null) {
    this.#refusal = refusal;
  }

  /** Resolves with the settings for this store. */
  async listen() {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const { port } = this.#server.address() as AddressInfo;
    return {
      bucket: "pictures",
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "the-key",
      AWS_SECRET_ACCESS_KEY: "the-secret",
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #refusalOf({ method, headers }: IncomingMessage): { status: number; code: string } | null {
    if (method !== "PUT" && method !== "POST") return null;
    const names = [...Object.keys(headers), String(headers["x-amz-sdk-checksum-algorithm"] ?? "").toLowerCase()];
    if (this.#refusal && names.some((name) => this.#refusal?.header.test(name))) return this.#refusal;
    return this.refuseWrites;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const url = new URL(request.url ?? "/", "http://s3");
    const key = decodeURIComponent(url.pathname.replace(/^\/pictures\/?/, ""));
    const refusal = this.#refusalOf(request);
    if (refusal) return xml(response, refusal.status, `<Error><Code>${refusal.code}</Code></Error>`);
    if (request.method === "POST") return this.#answerParts(url, key, response);
    if (request.method === "PUT") {
      const part = url.searchParams.get("partNumber");
      if (part) this.#parts.set(Number(part), body);
      else this.objects.set(key, body);
      return void response.writeHead(200, { etag: '"e"' }).end();
    }
    if (request.method === "DELETE") {
      this.objects.delete(key);
      return void response.writeHead(204).end();
    }
    if (key === "") return xml(response, 200, EMPTY_LIST);
    const object = this.objects.get(key);
    if (!object) return xml(response, 404, "<Error><Code>NoSuchKey</Code></Error>");
    response.writeHead(200, { "content-length": object.length, "content-type": "image/png" }).end(object);
  }

  #answerParts(url: URL, key: string, response: ServerResponse): void {
    const begins = url.searchParams.has("uploads");
    const parts = [...this.#parts].toSorted(([first], [second]) => first - second).map(([, part]) => part);
    if (!begins) this.objects.set(key, Buffer.concat(parts));
    const result = begins
      ? "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
      : "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>";
    xml(response, 200, result);
  }
}
