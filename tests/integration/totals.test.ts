import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { findTotals } from "#lib/db/totals.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";

useDatabase();

test("counts as failed the images of jobs, which the jobs page lists, and no failed version of an image", async () => {
  const before = await findTotals();
  const ids = [await makeGeneratedImage(), await makeGeneratedImage()];
  const { generationTask } = db;
  await generationTask.updateMany({ where: { id: { in: ids } }, data: { status: "FAILED" } });
  await generationTask.updateMany({ where: { id: ids[0] ?? "" }, data: { jobId: null, origin: "FIX" } });
  expect((await findTotals()).failed - before.failed).toBe(1);
});
