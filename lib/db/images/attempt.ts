import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { answerSchema, TIER } from "#lib/db/images/asked.ts";
import { type AttemptEnd, billColumns, CRASHED_MESSAGE, tokensOf } from "#lib/db/images/calls.ts";
import { PICTURE_KEYS, PICTURE_SOURCES, pictureKeysSchema } from "#lib/db/images/picture-keys.ts";
import { becomes, isCancelled, isWithheld, may } from "#lib/db/images/task-states.ts";
import { lockJob } from "#lib/db/locks.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { PictureFormat } from "#lib/image-model.ts";
import { DEMO_MODEL, isFinished } from "#lib/schemas/job-state.ts";
import { ASPECT_RATIOS, DEFAULT_RATIO, IMAGE_SIZES } from "#lib/schemas/picture-format.ts";
import { promptOf, storedPromptSchema } from "#lib/schemas/prompt.ts";
import { askedTierSchema } from "#lib/schemas/tier.ts";

const claimedSchema = z.object({
  id: z.string(),
  jobId: z.string().nullable(),
  /** That of its shot in its job, else of the job; its own where it has none. That which answered, where a batch did. */
  model: z.string(),
  /** That it is to be asked for in now. */
  tier: askedTierSchema,
  attempts: z.int(),
  round: z.int(),
  claims: z.int(),
  crashes: z.int(),
  turn: z.int(),
  /** The image that this is a further version of. */
  parentImageId: z.string().nullable(),
  /** The job with whose images its result is compared. */
  originJobId: z.string().nullable(),
  targetVariant: z.string(),
  candidate: z.int(),
  /** May an image that exists be used in place of a call? */
  mayReuse: z.boolean(),
  ...pictureKeysSchema.shape,
  /** The source photo, which its result is compared with. */
  photoKey: z.string().nullable(),
  /** Who keeps bytes of it that were paid for and that the store would not take; null after 10 minutes. */
  unsavedBy: z.string().nullable(),
  /** That of a batch, which waits to be recorded. */
  answer: answerSchema.nullable(),
});

/** `claims` tells it apart from an earlier claim of the same image. */
export type ClaimedImage = z.infer<typeof claimedSchema> & { prompt: string; format: PictureFormat };

const formatSchema = z.object({
  aspectRatio: z.enum(ASPECT_RATIOS).nullable(),
  imageSize: z.enum(IMAGE_SIZES).nullable(),
});

/** Is the image drawn by the stand-in? All models of a job are, or none. */
const IS_DEMO = Prisma.sql`(coalesce((SELECT j.model FROM "GenerationJob" j WHERE j.id = i."jobId"), i.model) = ${DEMO_MODEL})`;

/** How long others wait for whoever keeps an image's bytes, before they call again. */
const UNSAVED_WAIT_S = 600;

/** What is read of a claimed task `c` and of the rows around it, besides its model and its tier. */
const CLAIMED = Prisma.sql`c.id, c."jobId", c."originJobId", c."targetVariant", c.candidate, c.reuse AND c.round = 0 AND c."parentImageId" IS NULL AS "mayReuse", c.prompt, c."values", h.plan, h."aspectRatio", h."imageSize", c.attempts, c.round, c.claims, c.crashes, c.turn, c."parentImageId", c."unsavedBy",
  s."storageKey" AS "photoKey", ${PICTURE_KEYS}`;
const ITS_ROWS = Prisma.sql`LEFT JOIN "GenerationJob" j ON j.id = c."jobId" ${PICTURE_SOURCES}`;

const rowSchema = claimedSchema.extend({ ...storedPromptSchema.shape, ...formatSchema.shape });

function toClaimed({
  prompt,
  values,
  plan,
  aspectRatio,
  imageSize,
  ...claimed
}: z.infer<typeof rowSchema>): ClaimedImage {
  const format = { aspectRatio: aspectRatio ?? DEFAULT_RATIO, imageSize };
  return { ...claimed, prompt: promptOf({ prompt, values, plan }), format };
}

/**
 * Null if there is nothing to do: the image is finished, has a newer message, or is for workers of another kind (demo or
 * Gemini), or its job is paused, cancelled or waits for a budget; an image that was in flight when the job was paused continues. An image that is still
 * GENERATING was left by a process that died: its call ends as CRASHED.
 */
export async function claimImage(id: string, messageId: string, isDemo: boolean): Promise<ClaimedImage | null> {
  const [image] = await queryRows(
    db,
    rowSchema,
    Prisma.sql`
      WITH begun AS (
        UPDATE "GenerationJob" SET status = 'PROCESSING', "startedAt" = coalesce("startedAt", now())
        WHERE status = 'QUEUED' AND id = (SELECT "jobId" FROM "GenerationTask" WHERE id = ${id} AND "messageId" = ${messageId}::uuid)
        RETURNING id
      ), claimed AS (
        UPDATE "GenerationTask" i
        SET ${becomes("claim")}, claims = claims + 1, "batchId" = NULL, "updatedAt" = now()
        WHERE id = ${id} AND "messageId" = ${messageId}::uuid AND (SELECT count(*) FROM begun) >= 0
          AND ${IS_DEMO} = ${isDemo}
          AND ${may("claim")} AND NOT EXISTS (SELECT FROM "GenerationJob" j
            WHERE j.id = i."jobId" AND (${isCancelled} OR ${isWithheld} AND i.status <> 'GENERATING'))
        RETURNING id, "jobId", "originJobId", "targetVariant", shot, candidate, reuse, prompt, "values", model, attempts, round, claims, crashes, turn, "productId", "sourceImageId", "parentImageId", "fromResult",
          CASE WHEN "unsavedAt" > now() - ${UNSAVED_WAIT_S} * interval '1 second' THEN "unsavedBy" END AS "unsavedBy"
      ), lost AS (
        UPDATE "GenerationAttempt" SET code = 'CRASHED', message = ${CRASHED_MESSAGE}, "reservedMicros" = CASE WHEN called THEN "reservedMicros" END
        WHERE "imageId" = (SELECT id FROM claimed) AND code IS NULL AND "callMs" IS NULL
      ), answered AS (
        UPDATE "GenerationAttempt" a SET claim = claimed.claims FROM claimed
        WHERE a."imageId" = claimed.id AND a.code IS NULL AND a."callMs" IS NOT NULL
        RETURNING a.model, a."callMs", a.tier, a."promptTokens", a."imageTokens", a."textTokens", a."thoughtsTokens"
      )
      SELECT ${CLAIMED}, ${TIER} AS tier,
        coalesce((SELECT model FROM answered), CASE WHEN j.id IS NULL THEN c.model ELSE coalesce(h.model, j.model) END) AS model,
        (SELECT row_to_json(answered) FROM answered) AS answer
      FROM claimed c ${ITS_ROWS}`,
  );
  return image ? toClaimed(image) : null;
}

/** Of a batch: those that still wait for it, as they were claimed. The job may have another model since. */
export async function findInBatch(batchId: string): Promise<ClaimedImage[]> {
  const rows = await queryRows(
    db,
    rowSchema,
    Prisma.sql`
      SELECT ${CLAIMED}, c.model, 'batch' AS tier, NULL AS answer FROM "GenerationTask" c ${ITS_ROWS}
      WHERE c."batchId" = ${batchId} AND c.status = 'GENERATING'
        AND NOT EXISTS (SELECT FROM "GenerationJob" j, "GenerationTask" i WHERE i.id = c.id AND j.id = i."jobId" AND ${isCancelled})
      ORDER BY c.turn, c.id`,
  );
  return rows.map(toClaimed);
}

export type AttemptResult = "complete" | "fail" | "retry";

/** Locks its job's row. False where the task is cancelled: what becomes of it is decided. */
export async function mayChange(tx: Transaction, { jobId, round }: ClaimedImage): Promise<boolean> {
  const job = jobId === null ? null : await lockJob(tx, jobId);
  return !job || (!isFinished(job) && !(job.sweeping && round < job.retries));
}

/**
 * False where the task is no longer this worker's. Locks the job's row first. `messageId`: the message that a task to retry
 * waits for.
 */
export async function recordEnd(
  tx: Transaction,
  image: ClaimedImage,
  result: AttemptResult,
  end: AttemptEnd,
  messageId: string | null,
): Promise<boolean> {
  const { code, message, counted, callMs } = end;
  const { promptTokens, outputTokens, thoughtsTokens } = tokensOf(end);
  const isError = result !== "complete";
  if (!(await mayChange(tx, image))) return false;
  const recorded = await tx.$executeRaw`
    WITH task AS (
      UPDATE "GenerationTask" SET
        ${becomes(result)},
        "endedAt" = CASE WHEN ${result !== "retry"} THEN now() END,
        "updatedAt" = now(),
        "errorCode" = ${isError ? code : null},
        "errorMessage" = ${isError ? message : null},
        "messageId" = coalesce(${messageId}::uuid, "messageId"),
        "requestKey" = CASE WHEN ${!isError} THEN "requestKey" END,
        "batchId" = NULL,
        attempts = attempts + ${counted ? 1 : 0},
        "modelVersion" = coalesce(${counted?.modelVersion ?? null}, "modelVersion"),
        "promptTokens" = "promptTokens" + ${promptTokens},
        "outputTokens" = "outputTokens" + ${outputTokens},
        "thoughtsTokens" = "thoughtsTokens" + ${thoughtsTokens}
      WHERE id = ${image.id} AND claims = ${image.claims} AND ${may(result)}
      RETURNING id
    )
    INSERT INTO "GenerationAttempt" ("imageId", "jobId", model, round, claim, code, message, counted, "startedAt", "callMs")
    SELECT id, ${image.jobId}, ${image.model}, ${image.round}, ${image.claims}, ${code}, ${message}, ${counted !== null}, now(), ${callMs}
    FROM task
    ON CONFLICT ("imageId", claim) DO UPDATE SET code = excluded.code, message = excluded.message,
      counted = excluded.counted, "callMs" = excluded."callMs", ${billColumns(end.bill)}`;
  return recorded === 1;
}

/** Without an end of its attempt. `isPaid`: it is made of an answer that came. False where it is no longer this worker's. */
export async function releaseTask(
  tx: Transaction,
  task: ClaimedImage,
  { messageId, blamed, isPaid }: { messageId: string; blamed: boolean; isPaid: boolean },
): Promise<boolean> {
  if (!(await mayChange(tx, task))) return false;
  const released = await tx.$executeRaw`
    UPDATE "GenerationTask" SET ${becomes("release")}, "messageId" = ${messageId}::uuid, "batchId" = NULL, crashes = crashes + ${blamed ? 1 : 0}::int,
      "requestKey" = CASE WHEN ${isPaid} OR "unsavedBy" IS NOT NULL THEN "requestKey" END, "updatedAt" = now()
    WHERE id = ${task.id} AND claims = ${task.claims} AND ${may("release")}`;
  return released === 1;
}

/** False where it is no longer this worker's. */
export async function renewMessage(tx: Transaction, { id, claims }: ClaimedImage, messageId: string): Promise<boolean> {
  const where = { id, claims, status: "GENERATING" as const };
  return (await tx.generationTask.updateMany({ where, data: { messageId } })).count === 1;
}

export async function findModel(tx: Transaction, id: string): Promise<string> {
  const task = await tx.generationTask.findUniqueOrThrow({
    where: { id },
    select: { model: true, job: { select: { model: true } } },
  });
  return task.job?.model ?? task.model;
}

/** Gives an image a new message where the one it has is in the wrong queue; null where it is not. */
export async function renewMisplaced(
  tx: Transaction,
  id: string,
  { from, to, isDemo }: { from: string; to: string; isDemo: boolean },
): Promise<{ id: string; turn: number } | null> {
  const [image] = await queryRows(
    tx,
    z.object({ id: z.string(), turn: z.int() }),
    Prisma.sql`
      UPDATE "GenerationTask" i SET ${becomes("resend")}, "messageId" = ${to}::uuid, "updatedAt" = now()
      WHERE id = ${id} AND "messageId" = ${from}::uuid AND ${may("resend")} AND ${IS_DEMO} <> ${isDemo}
        AND NOT EXISTS (SELECT FROM "GenerationJob" j WHERE j.id = i."jobId" AND (${isCancelled} OR ${isWithheld}))
      RETURNING id, turn`,
  );
  return image ?? null;
}
