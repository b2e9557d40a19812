import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { s3Store } from "#lib/s3.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { readTrouble } from "#lib/storage/s3-trouble.ts";
import { failuresOf } from "#tests/support/store-failures.ts";
import { httpAnswer, type Serve, say, sayAndStall, TcpServer } from "#tests/support/tcp-server.ts";

/** Long enough for a busy machine; short where it is waited for. */
const IDLE_TIMEOUT_MS = 10_000;
const SHORT_TIMEOUT_MS = 250;
const SLOW_DOWN = "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
const DENIED = "<Error><Code>AccessDenied</Code><AWSAccessKeyId>the-key</AWSAccessKeyId></Error>";

let server = new TcpServer(() => {});

afterEach(() => server.close());

/** A store at a server that does this with every connection; at none where `serve` is null. */
async function storeAt(serve: Serve | null, idleTimeoutMs = IDLE_TIMEOUT_MS) {
  server = new TcpServer(serve ?? (() => {}));
  if (serve) await server.open();
  return s3Store({
    bucket: "pictures",
    S3_ENDPOINT: await server.url(),
    AWS_ACCESS_KEY_ID: "the-key",
    AWS_SECRET_ACCESS_KEY: "the-secret",
    idleTimeoutMs,
  });
}

const never: Serve = () => {};

test.each<[string, Serve | null, string, boolean, RegExp]>([
  ["is not there", null, "STORE_UNAVAILABLE", true, /can't be reached \(ECONNREFUSED\).+S3_ENDPOINT/],
  ["never answers", never, "STORE_UNAVAILABLE", true, /does not answer in time/],
  ["hangs up", (socket) => socket.destroy(), "STORE_UNAVAILABLE", true, /can't be reached \(ECONNRESET\)/],
  ["asks to slow down", say(httpAnswer(503, SLOW_DOWN)), "STORE_UNAVAILABLE", true, /overloaded.+\(503 SlowDown\)/],
  ["fails", say(httpAnswer(500, "")), "STORE_UNAVAILABLE", true, /failing \(500/],
  ["denies access", say(httpAnswer(403, DENIED)), "STORE_REFUSED", false, /\(403 AccessDenied\).+S3_BUCKET/],
  ["knows no path", say(httpAnswer(404, "")), "STORE_FAILED", false, /as S3 does \(404/],
  ["is no S3 server", say(httpAnswer(404, "<html><p>")), "STORE_FAILED", false, /as S3 does.+S3_ENDPOINT/],
])("a store that %s ends every call in a typed error", async (_what, serve, code, transient, message) => {
  const failures = await failuresOf(await storeAt(serve, serve === never ? SHORT_TIMEOUT_MS : IDLE_TIMEOUT_MS));
  for (const failure of failures)
    expect(failure).toMatchObject({ code, transient, message: expect.stringMatching(message) });
  expect(failures.join()).not.toMatch(/the-key|the-secret/);
});

test.each<[string, Serve]>([
  ["stops sending", sayAndStall(httpAnswer(200, "half", 8))],
  ["hangs up", say(httpAnswer(200, "half", 8))],
])("half a picture is no picture: the store %s in the middle", async (_what, serve) => {
  const store = await storeAt(serve, SHORT_TIMEOUT_MS);
  await expect(store.get(generatedKey("half"))).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", transient: true });
  const opened = await store.open(generatedKey("half"));
  await expect(new Response(opened?.body).arrayBuffer()).rejects.toThrow();
});

test("a full disk or a folder of this machine is told as such, not as the store's trouble", async () => {
  const systemError = (code: string, path?: string) =>
    Object.assign(new Error(code), { code, syscall: "write", ...(path ? { path } : {}) });
  expect(readTrouble(systemError("ENOSPC"))).toMatchObject({
    code: "STORE_FULL",
    message: "The disk of DATA_DIR is full (ENOSPC): free space on it.",
  });
  expect(readTrouble(systemError("EACCES", "/data/uploads/x")).message).toBe(
    "A file in DATA_DIR can't be used (EACCES): check its disk and permissions.",
  );
  const store = await storeAt(never);
  const folder = await mkdtemp(join(tmpdir(), "packshot-no-file-"));
  await expect(store.putFile(generatedKey("none"), join(folder, "none"))).rejects.toThrow("A file in DATA_DIR");
});
