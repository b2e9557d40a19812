import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { env } from "#lib/env.ts";
import { REGISTRY } from "#lib/once.ts";
import { closeDatabase } from "#tests/support/close-database.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { TestBucket } from "#tests/support/test-bucket.ts";

export const emptyFolder = () => mkdtempSync(join(tmpdir(), "packshot-empty-"));

const OF_DATA = ["env", "database-driver", "boss", "store", "transit-folder"];

/** From here on this process works on those data. */
export async function useData(settings: Record<string, string>): Promise<void> {
  await closeDatabase();
  const registry: unknown = Reflect.get(globalThis, REGISTRY);
  if (typeof registry === "object" && registry) for (const name of OF_DATA) Reflect.deleteProperty(registry, name);
  Object.assign(process.env, settings);
}

const ends: (() => Promise<void>)[] = [];

/** Of the same kinds as those in use, and empty. Removed with the tests of the file, after their database is closed. */
export async function makeEmptyData(): Promise<Record<string, string>> {
  const { DATABASE_URL, S3_BUCKET } = env();
  const settings: Record<string, string> = { DATA_DIR: emptyFolder() };
  if (DATABASE_URL) {
    const database = await createScratchDatabase();
    settings.DATABASE_URL = database.url;
    ends.push(() => database.drop());
  }
  if (S3_BUCKET) {
    const bucket = new TestBucket();
    await bucket.create();
    settings.S3_BUCKET = bucket.name;
    ends.push(() => bucket.remove());
  }
  return settings;
}

export function removeOtherData(): void {
  afterAll(async () => {
    for (const end of ends) await end();
  });
}
