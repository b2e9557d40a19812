import { type IncomingHttpHeaders, request } from "node:http";
import { text } from "node:stream/consumers";

export type Asked = {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
};
export type Answered = { status: number; headers: IncomingHttpHeaders; body: string };

/** As written: unlike `fetch`, it normalizes no path and sets no header, so that Host and Origin can be made up. */
export function askPlainly(app: string, { method = "GET", path, headers = {}, body = "" }: Asked): Promise<Answered> {
  const { hostname, port, host } = new URL(app);
  return new Promise((resolve, reject) => {
    const length = { "content-length": String(Buffer.byteLength(body)) };
    const asked = request(
      // As a connection that is kept may just be closed by the server.
      { hostname, port, method, path, agent: false, headers: { host, ...(body.length > 0 && length), ...headers } },
      (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }), reject);
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}
