import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";

/** Upper ends, as `packshot_call_bucket` has them. A call takes 10 to 60 s as a rule, 300 s at most. */
export const CALL_BUCKETS_MS = [500, 1_000, 2_500, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 180_000, 300_000];

const callCountsSchema = z.object({
  code: z.string(),
  calls: z.int(),
  sumMs: z.number(),
  upTo: z.array(z.int()),
});
export type CallCounts = z.infer<typeof callCountsSchema>;

export async function countCalls(): Promise<CallCounts[]> {
  const buckets = CALL_BUCKETS_MS.map(
    (end) => Prisma.sql`coalesce(sum(calls) FILTER (WHERE "upToMs" <= ${end}::int), 0)::int`,
  );
  return queryRows(
    db,
    callCountsSchema,
    Prisma.sql`
      SELECT code, sum(calls)::int AS calls, sum("sumMs")::float8 AS "sumMs", array[${Prisma.join(buckets)}] AS "upTo"
      FROM "CallTally" GROUP BY code HAVING sum(calls) > 0 ORDER BY code`,
  );
}

const imageCountSchema = z.object({
  status: z.string(),
  code: z.string().nullable(),
  images: z.int(),
  inJobs: z.int(),
});

/**
 * The images by their state and, where they ended badly, why; `inJobs`: how many of them belong to a job. Those of jobs that are
 * swept count as what they are before their rows say so. The view `Image` is asked about one of each group of equal rows: asking it
 * about each of 100,000 takes twice as long.
 */
export async function countImages(): Promise<z.infer<typeof imageCountSchema>[]> {
  return queryRows(
    db,
    imageCountSchema,
    Prisma.sql`
      SELECT status::text AS status, code, sum(images)::int AS images,
        coalesce(sum(images) FILTER (WHERE "inJob"), 0)::int AS "inJobs"
      FROM (
        SELECT status, code, images, "inJob" FROM "ImageTally"
        UNION ALL SELECT c.status, c.code, c.images, true
        FROM (
          SELECT i."taskStatus", i."taskErrorCode", i.status, i."errorCode", alike.images
          FROM (
            SELECT min(id COLLATE "C") COLLATE "default" AS id, count(*)::int AS images FROM "GenerationTask"
            WHERE "jobId" IN (SELECT id FROM "GenerationJob" WHERE sweeping) AND status <> 'COMPLETED'
            GROUP BY "jobId", status, "errorCode", round, shot
          ) alike JOIN "Image" i ON i.id = alike.id WHERE NOT i."isSwept"
        ) unswept CROSS JOIN LATERAL (VALUES
          (unswept."taskStatus", unswept."taskErrorCode", -unswept.images), (unswept.status, unswept."errorCode", unswept.images)
        ) c (status, code, images)
      ) tallied
      GROUP BY status, code HAVING sum(images) > 0 ORDER BY status, code`,
  );
}

export async function countUnfinished(): Promise<{ waiting: number; active: number }> {
  const counts = await countImages();
  const inState = (state: string) =>
    counts.filter(({ status }) => status === state).reduce((sum, { images }) => sum + images, 0);
  return { waiting: inState("QUEUED"), active: inState("GENERATING") };
}

export async function countJobs(): Promise<{ status: string; jobs: number }[]> {
  const groups = await db.generationJob.groupBy({ by: ["status"], where: { deleting: false }, _count: true });
  return groups.map(({ status, _count }) => ({ status, jobs: _count }));
}

/** Changes that are written meanwhile stay rows of their own. */
export async function addUpTallies(): Promise<void> {
  await db.$executeRaw`
    WITH old AS (DELETE FROM "ImageTally" RETURNING status, code, "inJob", images)
    INSERT INTO "ImageTally" (status, code, "inJob", images)
    SELECT status, code, "inJob", sum(images) FROM old GROUP BY 1, 2, 3 HAVING sum(images) <> 0`;
  await db.$executeRaw`
    WITH old AS (DELETE FROM "CallTally" RETURNING code, "upToMs", calls, "sumMs")
    INSERT INTO "CallTally" (code, "upToMs", calls, "sumMs")
    SELECT code, "upToMs", sum(calls), sum("sumMs") FROM old GROUP BY 1, 2 HAVING sum(calls) <> 0 OR sum("sumMs") <> 0`;
  // Of the thousands of groups few have changed, in the next one too.
  await db.$executeRaw`
    WITH old AS (
      DELETE FROM "CostTally" WHERE id IN (
        SELECT id FROM (SELECT id, count(*) OVER (PARTITION BY day, "jobId", model) AS rows FROM "CostTally") tallied WHERE rows > 1)
      RETURNING day, "jobId", model, images, "settledMicros", "maybeMicros"
    )
    INSERT INTO "CostTally" (day, "jobId", model, images, "settledMicros", "maybeMicros")
    SELECT day, "jobId", model, sum(images), sum("settledMicros"), sum("maybeMicros") FROM old GROUP BY 1, 2, 3
    HAVING sum(images) <> 0 OR sum("settledMicros") <> 0 OR sum("maybeMicros") <> 0`;
  await db.$executeRaw`
    WITH old AS (
      DELETE FROM "ReviewTally" WHERE id IN (
        SELECT id FROM (
          SELECT id, count(*) OVER (PARTITION BY "originJobId", "targetVariant", verdict, flags, decision, "isFixable") AS rows FROM "ReviewTally"
        ) tallied WHERE rows > 1)
      RETURNING "originJobId", "targetVariant", verdict, flags, decision, "isFixable", images
    )
    INSERT INTO "ReviewTally" ("originJobId", "targetVariant", verdict, flags, decision, "isFixable", images)
    SELECT "originJobId", "targetVariant", verdict, flags, decision, "isFixable", sum(images) FROM old
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(images) <> 0`;
}
