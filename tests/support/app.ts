import { existsSync } from "node:fs";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { transaction } from "#lib/db/client.ts";
import { migrate } from "#lib/db/migrate.ts";
import { env } from "#lib/env.ts";
import { boss } from "#lib/queue/boss.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { closeDatabase } from "#tests/support/close-database.ts";
import { copyTemplate } from "#tests/support/template-copy.ts";

const TABLES = [
  "GenerationAttempt",
  "Spending",
  "Settings",
  "Batch",
  "GenerationTask",
  "GenerationJob",
  "SourceImage",
  "Product",
  "ShotList",
  "Look",
  "PromptTemplate",
  "ImageType",
  "IdempotencyKey",
  "Hold",
  "WorkerProcess",
  "Import",
  "Deletion",
  "Task",
  "StoreIdentity",
  "OfferedModel",
  "Settings",
  "AuditEntry",
  "ApiKey",
  "User",
  "Invite",
  "Verification",
  "SignInAttempts",
];
/**
 * DELETE takes a hundredth of TRUNCATE's time for so few rows, and waits for nobody who only reads: pg-boss supervises its
 * messages meanwhile, and a TRUNCATE and that have deadlocked.
 */
const EMPTY = `DO $$ BEGIN ${TABLES.map((name) => `DELETE FROM "${name}";`).join(" ")} DELETE FROM pgboss.job; END $$`;

async function empty(): Promise<void> {
  await transaction((tx) => tx.$executeRawUnsafe(EMPTY));
}

/** The embedded one is a copy of the run's template. */
export async function openDatabase(): Promise<void> {
  const folder = dataPath("database");
  if (!env().DATABASE_URL && !existsSync(folder)) copyTemplate(folder);
  await migrate();
  await boss();
}

/** Empty before each test. */
export function useDatabase(): void {
  beforeAll(openDatabase);
  beforeEach(empty);
  afterAll(closeDatabase);
}
