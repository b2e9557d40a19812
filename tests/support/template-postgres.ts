import type { TestProject } from "vitest/node";
import { migrate } from "#lib/db/migrate.ts";
import { REGISTRY } from "#lib/once.ts";
import { boss } from "#lib/queue/boss.ts";
import { closeDatabase } from "#tests/support/close-database.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Name of a PostgreSQL database with tables and queues. */
    templatePostgres: string;
  }
}

/** Once per run; each test file starts with a copy, which takes a hundredth of the time of the migrations. */
export default async function makeTemplate(project: TestProject): Promise<() => Promise<void>> {
  const { url, drop } = await createScratchDatabase();
  // The embedded template was made with other settings.
  Reflect.deleteProperty(globalThis, REGISTRY);
  process.env.DATABASE_URL = url;
  await migrate();
  await boss();
  await closeDatabase();
  project.provide("templatePostgres", new URL(url).pathname.slice(1));
  return drop;
}
