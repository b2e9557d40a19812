import { afterAll, inject } from "vitest";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const database = await createScratchDatabase(process.env.TEST_DATABASE_URL, inject("templatePostgres"));
process.env.DATABASE_URL = database.url;

afterAll(() => database.drop());
