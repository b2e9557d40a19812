import { afterAll } from "vitest";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";

const database = await createScratchDatabase();
process.env.DATABASE_URL = database.url;

afterAll(() => database.drop());
