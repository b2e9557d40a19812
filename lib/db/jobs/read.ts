import "server-only";
import { z } from "zod";
import { findJobBatches } from "#lib/db/batches.ts";
import { findSpent } from "#lib/db/budgets.ts";
import { db, type Transaction } from "#lib/db/client.ts";
import { findJobCosts } from "#lib/db/costs.ts";
import { cutPage, decodeCursor, newestCursorSchema } from "#lib/db/cursor.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { failedBefore, failedInRound } from "#lib/db/images/task-states.ts";
import { toJobEstimate } from "#lib/db/jobs/estimates.ts";
import { type JobWait, readWaits } from "#lib/db/jobs/waits.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { CostAmounts } from "#lib/schemas/cost.ts";
import type { Job, JobError, JobStatus, JobSummary, Jobs, ShotCounts } from "#lib/schemas/job.ts";
import { MAX_ERROR_LOG } from "#lib/schemas/job-state.ts";
import { usdOf } from "#lib/schemas/money.ts";
import { jobTierSchema } from "#lib/schemas/tier.ts";

const UNFINISHED: JobStatus[] = ["QUEUED", "PROCESSING", "PAUSED"];

const jobSelect = {
  id: true,
  status: true,
  model: true,
  reuse: true,
  tier: true,
  switchAfterMinutes: true,
  deadlineHours: true,
  thenTier: true,
  shotListId: true,
  shotListName: true,
  createdBy: true,
  totalImages: true,
  completedImages: true,
  failedImages: true,
  cancelledImages: true,
  stopCode: true,
  goneModel: true,
  replacement: true,
  pausedReason: true,
  pausedMessage: true,
  budgetMicros: true,
  pilotImages: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  estimatedMicros: true,
  estimatedLowMicros: true,
  estimatedHighMicros: true,
  shots: {
    select: {
      name: true,
      variant: true,
      targetVariant: true,
      imageTypeId: true,
      imageTypeName: true,
      templateId: true,
      templateName: true,
      lookName: true,
      model: true,
      prompt: true,
      earlierPrompts: true,
    },
    orderBy: { index: "asc" },
  },
} satisfies Prisma.GenerationJobSelect;

type JobRow = Prisma.GenerationJobGetPayload<{ select: typeof jobSelect }>;

/** What the only shot of a job is; of several nothing that would be true of all. */
function onlyShot(shots: JobRow["shots"]) {
  const [shot] = shots.length === 1 ? shots : [];
  return {
    variant: shot?.variant ?? null,
    imageTypeId: shot?.imageTypeId ?? null,
    imageTypeName: shot?.imageTypeName ?? null,
    templateId: shot?.templateId ?? null,
    templateName: shot?.templateName ?? null,
    prompt: shot?.prompt ?? null,
  };
}

function shotFacts({ name, variant, targetVariant, lookName, model }: JobRow["shots"][number], job: { model: string }) {
  return { name, variant, targetVariant, lookName, model: model ?? job.model };
}

const modelsOf = ({ shots, model }: JobRow) => shots.map((shot) => shot.model ?? model);

function toJob(row: JobRow, { waitMs: _waitMs, ...wait }: JobWait, cost: CostAmounts): JobSummary {
  const { shots, budgetMicros, estimatedMicros, estimatedLowMicros, estimatedHighMicros, ...fields } = row;
  return {
    ...fields,
    ...jobTierSchema.parse(row),
    ...onlyShot(shots),
    shots: shots.map((shot) => shotFacts(shot, row)),
    budgetUsd: budgetMicros === null ? null : usdOf(Number(budgetMicros)),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    ...wait,
    cost,
    estimate: toJobEstimate({ estimatedMicros, estimatedLowMicros, estimatedHighMicros }),
  };
}

const errorSchema = z.object({
  productId: z.string().nullable(),
  asin: z.string().nullable(),
  title: z.string(),
  shot: z.int(),
  code: z.string(),
  message: z.string(),
  at: z.date(),
});

/** In plain SQL: Prisma sends the state as a parameter, and then the index of failed tasks can't be used. */
export function latestErrors(jobId: string, limit: number): Prisma.Sql {
  // Each by itself: of one condition for both the index would not have the order.
  const latest = (condition: (jobId: Prisma.Sql) => Prisma.Sql) => Prisma.sql`(
    SELECT * FROM "GenerationTask" t WHERE ${condition(Prisma.sql`${jobId}`)}
    ORDER BY t."endedAt" DESC, t.id DESC LIMIT ${limit})`;
  return Prisma.sql`
    SELECT t."productId", CASE WHEN p.id IS NULL THEN t."productAsin" ELSE p.asin END AS asin,
      coalesce(p.title, t."productTitle", '') AS title, t.shot, coalesce(t."errorCode", '') AS code,
      coalesce(t."errorMessage", '') AS message, coalesce(t."endedAt", t."updatedAt") AS at
    FROM (${latest(failedInRound)} UNION ALL ${latest(failedBefore)}) t LEFT JOIN "Product" p ON p.id = t."productId"
    ORDER BY t."endedAt" DESC, t.id DESC LIMIT ${limit}`;
}

async function findErrors(jobId: string, limit: number): Promise<JobError[]> {
  const rows = await queryRows(db, errorSchema, latestErrors(jobId, limit));
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

const countsSchema = z.object({ total: z.int(), completed: z.int(), failed: z.int(), cancelled: z.int() });

/** Of several shots, in their order. */
function countImages(jobId: string): Promise<z.infer<typeof countsSchema>[]> {
  const among = (status: string) => Prisma.sql`count(*) FILTER (WHERE i.status = ${status})::int`;
  return queryRows(
    db,
    countsSchema,
    Prisma.sql`
    SELECT count(i.status)::int AS total, ${among("COMPLETED")} AS completed, ${among("FAILED")} AS failed, ${among("CANCELLED")} AS cancelled
    FROM "JobShot" h LEFT JOIN (
      SELECT shot, status::text FROM "Image" WHERE "jobId" = ${jobId}
      UNION ALL
      SELECT unnest(b.shots), CASE WHEN b."cancelCode" IS NOT NULL OR j.status IN ('CANCELLED', 'FAILED') THEN 'CANCELLED' ELSE 'QUEUED' END
      FROM "DraftBlock" b JOIN "GenerationJob" j ON j.id = b."jobId" WHERE j.id = ${jobId}
    ) i ON i.shot = h.index
    WHERE h."jobId" = ${jobId} GROUP BY h.index ORDER BY h.index`,
  );
}

async function countByShot({ id, shots, ...job }: JobRow): Promise<ShotCounts[]> {
  const { totalImages: total, completedImages: completed, failedImages: failed, cancelledImages: cancelled } = job;
  const counts = shots.length === 1 ? [{ total, completed, failed, cancelled }] : await countImages(id);
  return shots.flatMap((shot, index) => {
    const counted = counts[index];
    return counted ? { ...shotFacts(shot, job), ...counted, earlierPrompts: shot.earlierPrompts } : [];
  });
}

export async function findJob(id: string, errors = MAX_ERROR_LOG): Promise<Job | null> {
  const row = await db.generationJob.findUnique({ where: { id, deleting: false }, select: jobSelect });
  if (!row) return null;
  // After the job's row: a job read as ended must come with all its errors.
  const [shots, errorLog, waitOf, spent, costOf, batches] = await Promise.all([
    countByShot(row),
    findErrors(id, errors),
    readWaits(),
    findSpent(id),
    findJobCosts([id]),
    row.tier === "batch" ? findJobBatches(id) : null,
  ]);
  return { ...toJob(row, waitOf(row, modelsOf(row)), costOf(id)), shots, spentUsd: usdOf(spent), errorLog, batches };
}

/** As they were asked for, with the prompts as they were filled. */
export async function findShotsOfJob(jobId: string) {
  const rows = await db.jobShot.findMany({
    where: { jobId, job: { deleting: false } },
    select: {
      name: true,
      variant: true,
      targetVariant: true,
      imageTypeId: true,
      templateId: true,
      prompt: true,
      look: { select: { id: true, prompt: true } },
      model: true,
      job: { select: { model: true } },
      aspectRatio: true,
      imageSize: true,
      candidates: true,
      alsoSend: true,
    },
    orderBy: { index: "asc" },
  });
  return rows.map(({ job, model, ...row }) => ({ ...row, model: model ?? job.model }));
}

export async function listJobs({
  status,
  cursor,
  limit,
}: {
  status?: JobStatus | undefined;
  cursor?: string | undefined;
  limit: number;
}): Promise<Jobs> {
  const after = cursor ? decodeCursor(cursor, newestCursorSchema) : null;
  const findPage = db.generationJob.findMany({
    where: {
      deleting: false,
      ...(status ? { status } : {}),
      ...(after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {}),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: jobSelect,
  });
  const [found, waitOf] = await Promise.all([findPage, readWaits()]);
  const { rows, nextCursor } = cutPage(found, limit, (last) => [last.createdAt.toISOString(), last.id]);
  const costOf = await findJobCosts(rows.map(({ id }) => id));
  return { jobs: rows.map((row) => toJob(row, waitOf(row, modelsOf(row)), costOf(row.id))), nextCursor };
}

export async function countUnfinishedJobs(
  tx: Transaction,
  uses: { imageTypeId: string } | { templateId: string } | { lookId: string } | { shotListId: string },
): Promise<number> {
  const using = "shotListId" in uses ? uses : { shots: { some: uses } };
  return tx.generationJob.count({ where: { status: { in: UNFINISHED }, ...using } });
}

export async function findLastJobId(): Promise<string | null> {
  const job = await db.generationJob.findFirst({
    where: { deleting: false },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return job?.id ?? null;
}

export async function jobExists(id: string): Promise<boolean> {
  return (await db.generationJob.count({ where: { id, deleting: false } })) > 0;
}
