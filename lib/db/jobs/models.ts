import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRow } from "#lib/db/rows.ts";

/** That of a shot `h` of the job `j`. */
const MODEL = Prisma.sql`coalesce(h.model, j.model)`;

/**
 * Of a job that stopped because Google no longer offers a model only what had that one changes, of any other all. The job's row
 * must be locked.
 */
export async function changeModel(tx: Transaction, id: string, model: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "JobShot" h SET model = CASE WHEN h.model = j."goneModel" THEN ${model} WHEN j."goneModel" IS NOT NULL THEN h.model END
    FROM "GenerationJob" j WHERE j.id = ${id} AND h."jobId" = j.id`;
  await tx.$executeRaw`
    UPDATE "GenerationJob" SET model = CASE WHEN model <> "goneModel" THEN model ELSE ${model} END, "goneModel" = NULL, replacement = NULL
    WHERE id = ${id}`;
}

/** Those with images of the model to make in the tier. */
export async function findRunningJobs(model: string, tier: string): Promise<string[]> {
  const jobs = await db.generationJob.findMany({
    where: {
      tier,
      status: { in: ["QUEUED", "PROCESSING"] },
      OR: [{ shots: { some: { model } } }, { model, shots: { some: { model: null } } }],
    },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  return jobs.map(({ id }) => id);
}

/** Than those that are held. A flex image that is to switch to the standard tier waits for no hold of flex calls. */
export async function runsOthers(held: { model: string | null; tier: string }[]): Promise<boolean> {
  const keys = held.map(({ model, tier }) => `${model} ${tier}`);
  const row = await queryRow(
    db,
    z.object({ found: z.boolean() }),
    Prisma.sql`
    SELECT EXISTS (
        SELECT FROM "GenerationJob" j JOIN "JobShot" h ON h."jobId" = j.id
        WHERE j.status IN ('QUEUED', 'PROCESSING')
          AND (${MODEL} || ' ' || j.tier <> ALL (${keys}) OR j."switchAfterMinutes" IS NOT NULL))
      OR EXISTS (SELECT FROM "GenerationTask" WHERE "jobId" IS NULL AND status = 'QUEUED' AND model || ' standard' <> ALL (${keys})) AS found`,
  );
  return row.found;
}
