import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { route } from "#lib/http/route.ts";
import { SteadyBody } from "#lib/http/steady-body.ts";
import { withUpload } from "#lib/http/upload.ts";
import { problem, request } from "#tests/support/request.ts";

const BOUNDARY = "part";
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\n`;
const RULES = { maxBytes: 10 * 1024 * 1024, tooLarge: "too large", missing: "missing" };
const WINDOW_MS = 30_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  vi.spyOn(SteadyBody.prototype, "_transform");
});
afterEach(() => {
  vi.useRealTimers();
  vi.mocked(SteadyBody.prototype._transform).mockRestore();
});

/** An upload whose body is sent piece by piece. */
function startUpload() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const headers = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` };
  let path = "";
  const receive = route("catalog", (incoming) =>
    withUpload(incoming, RULES, async (upload) => {
      path = upload.path;
      return Response.json({ bytes: upload.bytes });
    }),
  );
  const init = { method: "POST", body: readable, duplex: "half", headers };
  const answer = receive(request("/", init), {});
  const passed = vi.mocked(SteadyBody.prototype._transform);
  const counted = () => passed.mock.calls.reduce((sum, [chunk]) => sum + chunk.byteLength, 0);
  let sent = 0;
  /** Resolves once the bytes have been counted: the streams before that hold them for a moment. */
  async function send(bytes: string | number): Promise<void> {
    const chunk = Buffer.from(typeof bytes === "string" ? bytes : "x".repeat(bytes));
    sent += chunk.byteLength;
    await writer.write(chunk);
    while (counted() < sent) await new Promise(setImmediate);
  }
  return { answer, send, close: () => writer.close(), pathOf: () => path };
}

test("an upload may take longer than 5 minutes, as long as 64 KB come in 30 s", async () => {
  const { answer, send, close, pathOf } = startUpload();
  await send(HEAD);
  for (let window = 0; window < 12; window += 1) {
    await send(64 * 1024);
    await vi.advanceTimersByTimeAsync(WINDOW_MS);
  }
  await send(`\r\n--${BOUNDARY}--\r\n`);
  await close();
  const response = await answer;
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ bytes: 12 * 64 * 1024 });
  expect(existsSync(pathOf())).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

test("one that brings less ends with a problem document, and its connection", async () => {
  const { answer, send } = startUpload();
  await send(HEAD);
  await send(128 * 1024);
  await vi.advanceTimersByTimeAsync(WINDOW_MS);
  await send(63 * 1024);
  await vi.advanceTimersByTimeAsync(WINDOW_MS);
  const response = await answer;
  expect(response.headers.get("connection")).toBe("close");
  expect(await problem(response, 408)).toMatchObject({ code: "too_slow", title: "Request Timeout" });
  expect(vi.getTimerCount()).toBe(0);
});

test("one whose client neither sends nor leaves is answered, though its stream can't be cancelled", async () => {
  const receive = route("catalog", (incoming) => withUpload(incoming, RULES, async () => Response.json({})));
  const never = () => new Promise<void>(() => {});
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from(HEAD)),
    pull: never,
    cancel: never,
  });
  const headers = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` };
  const init = { method: "POST", body, duplex: "half", headers };
  const answer = receive(request("/", init), {});
  await vi.waitUntil(() => vi.mocked(SteadyBody.prototype._transform).mock.calls.length > 0, { timeout: 20_000 });
  await vi.advanceTimersByTimeAsync(WINDOW_MS);
  await problem(await answer, 408);
});

test("one that announces more than may come is refused before any of it is received", async () => {
  const receive = route("catalog", (incoming) => withUpload(incoming, RULES, async () => Response.json({})));
  const headers = {
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
    "content-length": String(RULES.maxBytes + 1024 ** 2),
  };
  const body = new ReadableStream({ pull: () => new Promise<void>(() => {}) });
  const init = { method: "POST", body, duplex: "half", headers };
  const response = await receive(request("/", init), {});
  expect(await problem(response, 413)).toMatchObject({ code: "too_large", detail: "too large" });
});
