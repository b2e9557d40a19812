import { afterAll, beforeAll, beforeEach } from "vitest";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/driver.ts";
import { migrate } from "#lib/db/migrate.ts";
import { boss } from "#lib/queue/boss.ts";

const TABLES = [
  "GeneratedImage",
  "GenerationJob",
  "SourceImage",
  "Product",
  "PromptTemplate",
  "ImageType",
  "IdempotencyKey",
  "Hold",
  "Import",
];

async function empty(): Promise<void> {
  await (await db()).$executeRawUnsafe(`TRUNCATE ${TABLES.map((name) => `"${name}"`).join(", ")} CASCADE`);
  await (await boss()).deleteAllJobs();
}

/** Gives the file's tests a migrated database with a queue, empty before each of them. */
export function useDatabase(): void {
  beforeAll(async () => {
    await migrate();
    await boss();
  });
  beforeEach(empty);
  afterAll(closeDatabase);
}

/** Closes what `useDatabase` opened. */
export async function closeDatabase(): Promise<void> {
  await (await boss()).stop({ graceful: false });
  await (await db()).$disconnect();
  await (await driver()).close();
}
