import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { route } from "#lib/http/route.ts";
import { withUpload } from "#lib/http/upload.ts";
import { problem, request } from "#tests/support/request.ts";

const BOUNDARY = "part";
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\n`;
const RULES = { maxBytes: 10 * 1024 * 1024, tooLarge: "too large", missing: "missing" };
const WINDOW_MS = 30_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

/** An upload whose body is sent piece by piece. */
function startUpload() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const headers = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` };
  let path = "";
  const receive = route((incoming) =>
    withUpload(incoming, RULES, async (upload) => {
      path = upload.path;
      return Response.json({ bytes: upload.bytes });
    }),
  );
  const init = { method: "POST", body: readable, duplex: "half", headers };
  const answer = receive(request("/", init), {});
  const send = (bytes: string | number) =>
    writer.write(Buffer.from(typeof bytes === "string" ? bytes : "x".repeat(bytes)));
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
