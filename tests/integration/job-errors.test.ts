import { expect, test } from "vitest";
import { transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { latestErrors } from "#lib/db/jobs/read.ts";
import { useDatabase } from "#tests/support/app.ts";

useDatabase();

test("the latest errors of a job are read in the order of their index, however many there are", async () => {
  const plan = await transaction(async (tx) => {
    // An empty table is read from end to end, unless that is forbidden.
    for (const way of ["seqscan", "sort", "bitmapscan"]) await tx.$executeRawUnsafe(`SET LOCAL enable_${way} = off`);
    return tx.$queryRaw(Prisma.sql`EXPLAIN ${latestErrors("job", 20)}`);
  });
  expect(JSON.stringify(plan)).toContain("GenerationTask_failed_idx");
});
