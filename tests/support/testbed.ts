import { execFileSync } from "node:child_process";
import { GeminiStub } from "#tests/support/gemini-stub.ts";
import { type PostgresServer, startPostgres } from "#tests/support/postgres-server.ts";
import { createScratchDatabase, type ScratchDatabase } from "#tests/support/scratch-database.ts";
import { TcpProxy } from "#tests/support/tcp-proxy.ts";
import { TestBucket } from "#tests/support/test-bucket.ts";

/** A Gemini stub and a PostgreSQL behind a proxy that can fail. */
export type Testbed = {
  stub: GeminiStub;
  postgres: PostgresServer;
  /** Without the proxy. */
  database: ScratchDatabase;
  databaseProxy: TcpProxy;
  /** Settings for the processes under test. */
  settings: Record<string, string>;
};

export type TestbedWithBucket = Testbed & { bucket: TestBucket; storeProxy: TcpProxy };

export async function withTestbed<Result>(use: (bed: Testbed) => Promise<Result>): Promise<Result> {
  const stub = new GeminiStub();
  const postgres = await startPostgres();
  const database = await createScratchDatabase(postgres.url);
  const databaseProxy = await TcpProxy.start(database.url);
  const settings = { DATABASE_URL: databaseProxy.url, GEMINI_BASE_URL: await stub.listen() };
  try {
    return await use({ stub, postgres, database, databaseProxy, settings });
  } finally {
    databaseProxy.cut();
    await stub.close();
    await database.client.end();
    postgres.remove();
  }
}

export function withBucket<Result>(use: (bed: TestbedWithBucket) => Promise<Result>): Promise<Result> {
  return withTestbed(async (bed) => {
    const bucket = new TestBucket();
    await bucket.create();
    const storeProxy = await TcpProxy.start(bucket.settings.S3_ENDPOINT);
    const settings = { ...bed.settings, ...bucket.settings, S3_ENDPOINT: storeProxy.url };
    try {
      return await use({ ...bed, settings, bucket, storeProxy });
    } finally {
      storeProxy.cut();
      await bucket.remove();
    }
  });
}

export function s3Server(command: "pause" | "resume"): void {
  execFileSync("bash", ["tests/support/s3-server.sh", command], { stdio: "ignore" });
}
