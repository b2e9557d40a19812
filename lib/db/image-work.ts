import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { lockStanding, takeOver } from "#lib/db/image-versions.ts";
import { countEnded, lockJob } from "#lib/db/job-state.ts";
import type { CallFacts } from "#lib/image-model.ts";

/** An image in the hands of one worker. `claims` tells it apart from an earlier hold of the same image. */
export type ClaimedImage = {
  id: string;
  jobId: string | null;
  prompt: string;
  attempts: number;
  round: number;
  claims: number;
  crashes: number;
  turn: number;
  /** The image that this is a further version of. */
  parentImageId: string | null;
  /** Where the picture to send is, the source photo or an earlier result; null where it was deleted. */
  sourceKey: string | null;
};

/**
 * Takes up an image by its message, and begins its job; null where there is nothing to do any more: the image has ended,
 * has a newer message, or its job is paused (an image that was in flight then goes on).
 */
export async function claimImage(id: string, messageId: string): Promise<ClaimedImage | null> {
  const [image] = await (await db()).$queryRaw<ClaimedImage[]>`
    WITH begun AS (
      UPDATE "GenerationJob" SET status = 'PROCESSING', "startedAt" = coalesce("startedAt", now())
      WHERE status = 'QUEUED' AND id = (SELECT "jobId" FROM "GeneratedImage" WHERE id = ${id} AND "messageId" = ${messageId}::uuid)
      RETURNING id
    ), claimed AS (
      UPDATE "GeneratedImage" i
      SET status = 'GENERATING', claims = claims + 1, crashes = crashes + (status = 'GENERATING')::int, "updatedAt" = now()
      WHERE id = ${id} AND "messageId" = ${messageId}::uuid AND (SELECT count(*) FROM begun) >= 0
        AND (status = 'GENERATING' OR status = 'QUEUED'
          AND NOT EXISTS (SELECT FROM "GenerationJob" j WHERE j.id = i."jobId" AND j.status = 'PAUSED'))
      RETURNING id, "jobId", prompt, attempts, round, claims, crashes, turn, "sourceImageId", "parentImageId", "fromResult"
    )
    SELECT c.id, c."jobId", c.prompt, c.attempts, c.round, c.claims, c.crashes, c.turn, c."parentImageId",
      CASE WHEN c."fromResult" THEN r."storageKey" ELSE s."storageKey" END AS "sourceKey"
    FROM claimed c LEFT JOIN "SourceImage" s ON s.id = c."sourceImageId"
      LEFT JOIN "GeneratedImage" r ON r.id = c."parentImageId"`;
  return image ?? null;
}

/** How one try at an image went. `counted` is what the call cost, null where none counts; `callMs` null where none was made. */
export type Try = {
  code: string;
  message: string | null;
  counted: CallFacts | null;
  startedAt: Date;
  callMs: number | null;
};

export type StoredImage = {
  storageKey: string;
  mimeType: string;
  width: number;
  height: number;
  bytes: number;
  sha256: string;
};

type Status = "COMPLETED" | "FAILED" | "QUEUED";

/** The columns that a stored picture fills; none where there is none. */
function storedColumns(stored: StoredImage | null): Prisma.Sql {
  if (!stored) return Prisma.empty;
  const { storageKey, mimeType, width, height, bytes, sha256 } = stored;
  return Prisma.sql`"storageKey" = ${storageKey}, "mimeType" = ${mimeType}, width = ${width}, height = ${height},
    bytes = ${bytes}, sha256 = ${sha256},`;
}

/**
 * Writes the end of a try to its image and to the timeline; false where the image is no longer in these hands. The job's
 * row is locked first, as everywhere: else two transactions could wait for each other.
 */
async function record(
  tx: Transaction,
  image: ClaimedImage,
  status: Status,
  { code, message, counted, startedAt, callMs }: Try,
  more: { stored?: StoredImage; messageId?: string } = {},
): Promise<boolean> {
  const { promptTokens = 0, outputTokens = 0, thoughtsTokens = 0 } = counted?.usage ?? {};
  const isError = status !== "COMPLETED";
  const recorded = await tx.$executeRaw`
    WITH job AS (
      SELECT id FROM "GenerationJob" WHERE id = ${image.jobId} FOR NO KEY UPDATE
    ), image AS (
      UPDATE "GeneratedImage" SET ${storedColumns(more.stored ?? null)}
        status = ${status}::"ImageStatus",
        "endedAt" = CASE WHEN ${status} = 'QUEUED' THEN NULL ELSE now() END,
        "updatedAt" = now(),
        "errorCode" = ${isError ? code : null},
        "errorMessage" = ${isError ? message : null},
        "messageId" = coalesce(${more.messageId ?? null}::uuid, "messageId"),
        attempts = attempts + ${counted ? 1 : 0},
        "modelVersion" = coalesce(${counted?.modelVersion ?? null}, "modelVersion"),
        "promptTokens" = "promptTokens" + ${promptTokens},
        "outputTokens" = "outputTokens" + ${outputTokens},
        "thoughtsTokens" = "thoughtsTokens" + ${thoughtsTokens}
      WHERE id = ${image.id} AND claims = ${image.claims} AND status = 'GENERATING' AND (SELECT count(*) FROM job) >= 0
      RETURNING id, "productId"
    ), product AS (
      UPDATE "Product" SET "generatedCount" = "generatedCount" + 1, "lastGeneratedAt" = now()
      WHERE ${status} = 'COMPLETED' AND id = (SELECT "productId" FROM image)
    )
    INSERT INTO "GenerationAttempt" ("imageId", "jobId", round, code, message, counted, "startedAt", "callMs")
    SELECT id, ${image.jobId}, ${image.round}, ${code}, ${message}, ${counted !== null}, ${startedAt}, ${callMs}
    FROM image`;
  return recorded === 1;
}

/** Ends an image well and counts it; false where it was no longer in these hands. */
export async function completeImage(
  tx: Transaction,
  image: ClaimedImage,
  stored: StoredImage,
  made: Try,
): Promise<boolean> {
  if (image.parentImageId) await lockStanding(tx, [image.id]);
  const done = await record(tx, image, "COMPLETED", made, { stored });
  if (done && image.jobId) await countEnded(tx, image.jobId, { completed: 1 });
  if (done && image.parentImageId) await takeOver(tx, [image.id]);
  return done;
}

/** Ends an image with an error and counts it; false where it was no longer in these hands. */
export async function failImage(tx: Transaction, image: ClaimedImage, failure: Try): Promise<boolean> {
  const done = await record(tx, image, "FAILED", failure);
  if (done && image.jobId) await countEnded(tx, image.jobId, { failed: 1 });
  return done;
}

/** Puts an image back for a further try by the message named; false where it was no longer in these hands. */
export function retryImage(tx: Transaction, image: ClaimedImage, failure: Try, messageId: string): Promise<boolean> {
  return record(tx, image, "QUEUED", failure, { messageId });
}

/** Puts an image back untried; false where it was no longer in these hands. */
export async function releaseImage(tx: Transaction, { id, claims, jobId }: ClaimedImage, messageId: string) {
  if (jobId) await lockJob(tx, jobId);
  const { count } = await tx.generatedImage.updateMany({
    where: { id, claims, status: "GENERATING" },
    data: { status: "QUEUED", messageId },
  });
  return count === 1;
}

/** How many counted tries of an image's round ended with this code. */
export async function countTries({ id, round }: ClaimedImage, code: string): Promise<number> {
  return (await db()).generationAttempt.count({ where: { imageId: id, round, code, counted: true } });
}
