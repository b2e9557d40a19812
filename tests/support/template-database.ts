import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "#lib/db/migrate.ts";
import { boss } from "#lib/queue/boss.ts";
import { closeDatabase } from "#tests/support/close-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of an embedded database with tables and queues. */
    templateDatabase: string;
  }
}

/** Once per run; each test file starts with a copy. */
export default async function makeTemplate(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "packshot-template-"));
  Object.assign(process.env, { DATA_DIR: folder, DATABASE_URL: "", LOG_LEVEL: "silent" });
  await migrate();
  await boss();
  await closeDatabase();
  project.provide("templateDatabase", join(folder, "database"));
  return () => rmSync(folder, { recursive: true, force: true });
}
