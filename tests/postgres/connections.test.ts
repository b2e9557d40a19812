import { connect, type Socket } from "node:net";
import { afterAll, afterEach, expect, test } from "vitest";
import { postgresDriver, withQueryTimeout } from "#lib/db/connection/postgres.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { PrismaClient } from "#lib/db/generated/client.ts";
import { TcpServer } from "#tests/support/tcp-server.ts";

const target = new URL(process.env.DATABASE_URL ?? "");
const links: { client: Socket; server: Socket }[] = [];

/** Passes connections on to PostgreSQL, until it falls silent for those that are open. */
const proxy = new TcpServer((client) => {
  const server = connect(Number(target.port || 5432), target.hostname);
  client.pipe(server).pipe(client);
  server.on("error", () => client.destroy());
  links.push({ client, server });
});

function fallSilent(): void {
  for (const { client, server } of links.splice(0)) {
    client.unpipe();
    server.unpipe();
    client.resume();
    server.destroy();
  }
}

await proxy.open();
afterAll(() => proxy.close());

const clients: PrismaClient[] = [];
afterEach(async () => void (await Promise.all(clients.splice(0).map((client) => client.$disconnect()))));

async function clientWith(query: number): Promise<PrismaClient> {
  const url = new URL(target);
  url.host = new URL(await proxy.url()).host;
  const { adapter } = postgresDriver(url.href, url.href, { connect: 5_000, query, migration: 60_000 });
  const client = new PrismaClient({ adapter, transactionOptions: { maxWait: 30_000, timeout: 30_000 } });
  clients.push(client);
  return client;
}

const errorOf = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);
const answer = (client: PrismaClient) => client.$queryRaw`SELECT 1 AS one`;

test("a connection that goes silent, in a query or in a transaction, is told and replaced", async () => {
  const client = await clientWith(1_000);
  await client
    .$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1`;
      fallSilent();
      const error = await errorOf(tx.$queryRaw`SELECT 2`);
      expect(isDatabaseTrouble(error), String(error)).toBe(true);
      throw error;
    })
    .catch(() => {});
  expect(await answer(client)).toEqual([{ one: 1 }]);
  fallSilent();
  expect(isDatabaseTrouble(await errorOf(answer(client)))).toBe(true);
  expect(await answer(client)).toEqual([{ one: 1 }]);
});

test("a transaction that may take longer has queries that may", async () => {
  const client = await clientWith(1_000);
  const wait = () => client.$transaction((tx) => tx.$queryRaw`SELECT pg_sleep(2)::text AS slept`);
  expect(isDatabaseTrouble(await errorOf(wait()))).toBe(true);
  expect(await withQueryTimeout(20_000, wait)).toEqual([{ slept: "" }]);
});

test("a connection to a server that takes no writes any more is replaced", async () => {
  const client = await clientWith(30_000);
  await client.$executeRaw`SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY`;
  const write = () => client.$transaction((tx) => tx.$executeRaw`CREATE TABLE IF NOT EXISTS written (id int)`);
  const refused = await errorOf(write());
  expect(isDatabaseTrouble(refused), String(refused)).toBe(true);
  expect(await errorOf(write())).toBeNull();
  await client.$executeRaw`DROP TABLE written`;
});
