import { expect, test } from "vitest";
import { deleteLook, updateLook } from "#lib/catalog/looks.ts";
import { transaction } from "#lib/db/client.ts";
import { createLook } from "#lib/db/looks.ts";
import { planJob } from "#lib/generation/plan-job.ts";
import { startJob } from "#lib/generation/start-job.ts";
import { jobRequestSchema } from "#lib/schemas/bulk-generate.ts";
import { lookInputSchema } from "#lib/schemas/look.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { someoneWaits } from "#tests/support/lock-waits.ts";

useDatabase();

test.each<[string, (id: string) => Promise<unknown>]>([
  ["changed", (id) => updateLook(id, { name: "Other" })],
  ["deleted", deleteLook],
])("a look can't be %s while a job is started with it", async (_what, change) => {
  const { id: lookId } = await createLook(lookInputSchema.parse({ name: "Calm" }));
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType(), lookId }];
  const plan = await planJob(jobRequestSchema.parse({ productIds: [await makeProduct()], shots }));
  const { outcome } = await transaction(async (tx) => {
    await startJob(tx, plan);
    const waiting = change(lookId).catch((error: unknown) => error);
    await someoneWaits();
    return { outcome: waiting };
  });
  expect(await outcome).toMatchObject({ code: "conflict" });
});
