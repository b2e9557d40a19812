import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { becomes, may } from "#lib/db/images/task-states.ts";
import { queryRows } from "#lib/db/rows.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";

type Failure = { code: string; message: string };

async function failVersions(tx: Transaction, { code, message }: Failure, which: Prisma.Sql): Promise<string[]> {
  const failed = await queryRows(
    tx,
    z.object({ messageId: z.string().nullable() }),
    Prisma.sql`
      UPDATE "GenerationTask" SET ${becomes("giveUp")}, "errorCode" = ${code}, "errorMessage" = ${message}, "endedAt" = now(),
        "updatedAt" = now()
      WHERE "jobId" IS NULL AND ${may("giveUp")} AND origin = 'MODEL' AND ${which}
      RETURNING "messageId"::text AS "messageId"`,
  );
  return failed.flatMap(({ messageId }) => messageId ?? []);
}

/** Fails every image that waits for a model and has no job. Returns the messages they had. */
export function failWaitingVersions(tx: Transaction, model: string, failure: Failure): Promise<string[]> {
  return failVersions(tx, failure, Prisma.sql`model = ${model}`);
}

/** The same for those that were asked for an hour ago, of the demo model or of all others. */
export function failUnmatchedVersions(tx: Transaction, isDemo: boolean, failure: Failure): Promise<string[]> {
  const which = Prisma.sql`(model = ${DEMO_MODEL}) = ${isDemo} AND "createdAt" < now() - interval '1 hour'`;
  return failVersions(tx, failure, which);
}
