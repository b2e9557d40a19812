import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma, type WorkerProcess } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";

/** A worker that has given no sign of life for so long counts as gone; one that was gone for a day is forgotten. */
const GONE_AFTER_SECONDS = 20;
const FORGOTTEN_AFTER_SECONDS = 86_400;

export type LiveWorker = Pick<WorkerProcess, "id" | "generator" | "model" | "account">;

export async function beat({ id, generator, model, account }: LiveWorker): Promise<void> {
  await db.$executeRaw`
    WITH forgotten AS (
      DELETE FROM "WorkerProcess" WHERE "seenAt" < clock_timestamp() - ${FORGOTTEN_AFTER_SECONDS} * interval '1 second' AND id <> ${id}
    )
    INSERT INTO "WorkerProcess" (id, generator, model, account, "startedAt", "seenAt")
    VALUES (${id}, ${generator}, ${model}, ${account}, clock_timestamp(), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET "seenAt" = excluded."seenAt"`;
}

export async function signOff(id: string): Promise<void> {
  await db.workerProcess.deleteMany({ where: { id } });
}

export async function findWorkers(tx?: Transaction): Promise<LiveWorker[]> {
  return queryRows(
    tx ?? db,
    z.object({ id: z.string(), generator: z.string(), model: z.string(), account: z.string() }),
    Prisma.sql`
    SELECT id, generator, model, account FROM "WorkerProcess"
    WHERE "seenAt" > clock_timestamp() - ${GONE_AFTER_SECONDS} * interval '1 second' ORDER BY "startedAt" DESC, id`,
  );
}
