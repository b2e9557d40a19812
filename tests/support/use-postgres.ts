import { afterAll, expect, inject } from "vitest";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

// Those about time zones look at a new database, which migrating changes.
const isNew = /\/time-[\w-]+\.test\.ts$/.test(expect.getState().testPath ?? "");
const template = isNew ? undefined : inject("templatePostgres");
const database = await createScratchDatabase(process.env.TEST_DATABASE_URL, template);
process.env.DATABASE_URL = database.url;

afterAll(() => database.drop());
