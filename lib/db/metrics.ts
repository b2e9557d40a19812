import "server-only";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";

/** Upper ends of the buckets of call durations, in ms. A call takes 10 to 60 s as a rule, 300 s at most. */
export const CALL_BUCKETS_MS = [500, 1_000, 2_500, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 180_000, 300_000];

export type CallCounts = { code: string; calls: number; sumMs: number; upTo: number[] };

/** The calls to the model by how they ended: how many, how long together, and how many took up to each bucket's end. */
export async function countCalls(): Promise<CallCounts[]> {
  const buckets = CALL_BUCKETS_MS.map((end) => Prisma.sql`count(*) FILTER (WHERE "callMs" <= ${end}::int)::int`);
  return db.$queryRaw<CallCounts[]>`
    SELECT code, count(*)::int AS calls, sum("callMs")::float8 AS "sumMs", array[${Prisma.join(buckets)}] AS "upTo"
    FROM "GenerationAttempt" WHERE "callMs" IS NOT NULL GROUP BY code ORDER BY code`;
}

/** The images by their state and, where they ended badly, why. */
export async function countImages(): Promise<{ status: string; code: string | null; images: number }[]> {
  const groups = await db.generatedImage.groupBy({ by: ["status", "errorCode"], _count: true });
  return groups.map(({ status, errorCode, _count }) => ({ status, code: errorCode, images: _count }));
}

/** The jobs by their state. */
export async function countJobs(): Promise<{ status: string; jobs: number }[]> {
  const groups = await db.generationJob.groupBy({ by: ["status"], _count: true });
  return groups.map(({ status, _count }) => ({ status, jobs: _count }));
}
