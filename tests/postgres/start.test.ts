import { expect, test, vi } from "vitest";
import { checkDatabase } from "#lib/db/connection/wait-for-database.ts";
import { freePort } from "#tests/support/app-process.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { passTo, TcpServer } from "#tests/support/tcp-server.ts";

const target = process.env.DATABASE_URL ?? "";

const check = (url: string, waitMs?: number) => checkDatabase("DATABASE_URL", url, waitMs);

function withPath(change: (url: URL) => void): string {
  const url = new URL(target);
  change(url);
  return url.href;
}

test("takes a database that is there", async () => {
  await check(target);
});

test.each<[string, string, RegExp]>([
  [
    "no such database",
    withPath((url) => (url.pathname = "/none")),
    /^DATABASE_URL: .+ has no database none: create it\.$/,
  ],
  [
    "no such user",
    withPath((url) => (url.username = "none")),
    /^DATABASE_URL: .+(let user none|password of user none)/,
  ],
  ["no TLS", withPath((url) => (url.search = "sslmode=require")), /^DATABASE_URL: .+take sslmode out|certificate/],
  ["nobody listens", `postgresql://app@127.0.0.1:${await freePort()}/none`, /^DATABASE_URL: .+ECONNREFUSED/],
])("says in one line: %s", async (_what, url, line) => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  await expect(check(url, 0)).rejects.toThrow(line);
  await expect(check(url, 0)).rejects.toMatchObject({ name: "CantStart" });
  warn.mockRestore();
});

test("refuses a database that is not in UTF-8", async () => {
  const admin = await createScratchDatabase();
  await admin.client.query("CREATE DATABASE latin1 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
  try {
    await expect(check(withPath((url) => (url.pathname = "/latin1")))).rejects.toThrow(
      "DATABASE_URL: the database latin1 has the encoding LATIN1",
    );
  } finally {
    await admin.client.query("DROP DATABASE latin1");
    await admin.drop();
  }
});

test("waits for a database that comes later, and says so once", async () => {
  const { hostname, port } = new URL(target);
  const later = new TcpServer(passTo(`http://${hostname}:${port || 5432}`));
  const host = new URL(await later.url()).host;
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  const waiting = check(
    withPath((url) => (url.host = host)),
    60_000,
  );
  await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1), { timeout: 20_000 });
  await later.open();
  await waiting;
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/^DATABASE_URL: .+ECONNREFUSED.+Waiting up to 60 s\.$/)]]);
  warn.mockRestore();
  await later.close();
});
