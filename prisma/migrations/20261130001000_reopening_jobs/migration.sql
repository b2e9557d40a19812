-- A retry changes the job's row only: while `sweeping`, a worker reopens the tasks. The rows of a task that is not made are of the
-- job's last round, or are still to be swept. Rows of older versions may be behind: of deleted products, or written out late.
UPDATE "GenerationTask" t SET round = j.retries
FROM "GenerationJob" j WHERE j.retries > 0 AND t."jobId" = j.id AND t.round < j.retries AND t.status <> 'COMPLETED';

-- What a retry reopens.
CREATE INDEX "GenerationTask_retryable_idx" ON "GenerationTask"("jobId", round, turn)
  WHERE status = 'FAILED' OR status = 'CANCELLED' AND "errorCode" <> 'CANCELLED';

-- Images that are to be reopened are no errors any more.
DROP INDEX "GenerationTask_failed_idx";
CREATE INDEX "GenerationTask_failed_idx" ON "GenerationTask"("jobId", round, "endedAt" DESC, id DESC) WHERE status = 'FAILED';

-- Every task with what it made. While its job is `sweeping`, its row may not say yet what it is (`isSwept` is false; `taskStatus` and
-- `taskErrorCode` are what it says). In a cancelled job, what had not ended is CANCELLED. After a retry, what is of an earlier round
-- and had not ended was CANCELLED before, what failed is QUEUED. That was CANCELLED if the job was cancelled since.
CREATE OR REPLACE VIEW "Image" AS
SELECT t.id, t."jobId", t."productId", t."productTitle", t."productAsin", t."sourceImageId",
  coalesce(u.status, t.status) AS status,
  CASE WHEN u.status IS NULL THEN t."errorCode" WHEN u.status = 'CANCELLED' THEN 'CANCELLED' END AS "errorCode",
  CASE WHEN u.status IS NULL THEN t."errorMessage" WHEN u.status = 'CANCELLED' THEN 'The job was cancelled.' END AS "errorMessage",
  CASE WHEN u.status = 'QUEUED' THEN 0 ELSE t.attempts END AS attempts,
  t.origin, t.shot, t.prompt, t."values", t.model, coalesce(i."targetVariant", t."targetVariant") AS "targetVariant",
  t."parentImageId", t."chainId", t."originJobId", t.note, i."storageKey", i."mimeType", i.width, i.height, i.bytes, i.checks, i.verdict,
  c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy", d.at AS "decidedAt",
  t."createdAt", CASE WHEN u.status IS NULL THEN t."endedAt" ELSE j."finishedAt" END AS "endedAt", t.status AS "taskStatus",
  t."errorCode" AS "taskErrorCode", u.status IS NULL AS "isSwept"
FROM "GenerationTask" t
  LEFT JOIN "GenerationJob" j ON j.id = t."jobId" AND j.sweeping
  CROSS JOIN LATERAL (SELECT CASE
    WHEN t.status IN ('QUEUED', 'GENERATING') AND (j.status = 'CANCELLED' OR t.round < j.retries) THEN 'CANCELLED'
    WHEN t.round < j.retries AND (t.status = 'FAILED' OR t.status = 'CANCELLED' AND t."errorCode" <> 'CANCELLED')
      THEN CASE WHEN j.status = 'CANCELLED' OR t.round < j.retries - 1 THEN 'CANCELLED' ELSE 'QUEUED' END
  END::"ImageStatus" AS status) u
  LEFT JOIN "GeneratedImage" i ON i.id = t.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id;
