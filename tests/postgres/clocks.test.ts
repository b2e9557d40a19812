import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db, transaction } from "#lib/db/client.ts";
import { addLinks, findLinks, findNextTry, putOffLink } from "#lib/db/imports/links.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply } from "#tests/support/gemini-stub.ts";

const { stub } = await useEngine();

const TEN_MINUTES_MS = 600_000;

/** This process's clock is 10 minutes fast; that of PostgreSQL, a process of its own, is right. */
beforeEach(() => {
  const real = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => real() + TEN_MINUTES_MS);
});
afterEach(() => void vi.mocked(Date.now).mockRestore());

test("a worker whose clock is 10 minutes fast retries an image as soon as any other", async () => {
  stub.reply = (_call, index) => (index === 0 ? errorReply(503) : drawReply());
  const jobId = await startJob(["Mug"]);
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
  expect((await imagesByTitle(jobId)).get("Mug")).toMatchObject({ attempts: 2 });
});

test("links of an import are due, and put off, by the database's clock", async () => {
  const { id } = await db.import.create({ data: { status: "PROCESSING", fileName: "a.csv", bytes: 1 } });
  const link = { row: 2, productId: "p", variant: "MAIN", url: "https://example.com/a.jpg" };
  await transaction((tx) => addLinks(tx, id, [link]));
  const [found] = await findLinks(id, [], 10);
  expect(found).toMatchObject(link);
  await putOffLink(found?.id ?? 0, 60_000);
  expect(await findLinks(id, [], 10)).toEqual([]);
  const waitMs = (await findNextTry(id)) ?? 0;
  expect(waitMs).toBeGreaterThan(50_000);
  expect(waitMs).toBeLessThanOrEqual(60_000);
});
