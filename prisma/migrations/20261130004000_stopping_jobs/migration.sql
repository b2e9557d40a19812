-- An error that stops a job changes the job's row only, as a cancel does: while `sweeping`, a worker rewrites the tasks.
ALTER TABLE "GenerationJob" ADD COLUMN "stopMessage" TEXT, ADD COLUMN "cancelledRound" INTEGER NOT NULL DEFAULT -1;
UPDATE "GenerationJob" SET "cancelledRound" = retries WHERE status = 'CANCELLED';
UPDATE "GenerationJob" SET "cancelledRound" = retries - 1 WHERE sweeping AND status <> 'CANCELLED';

-- Every task with what it made. While its job is `sweeping`, its row may not say yet what it is (`isSwept` is false; `taskStatus` and
-- `taskErrorCode` are what it says). What had not ended in the round that a person cancelled, or earlier, is CANCELLED, and so is
-- what that round was to make again. Of later rounds, what had not ended or was to be made again is CANCELLED where an error stopped the
-- job, QUEUED where it was retried.
CREATE OR REPLACE VIEW "Image" AS
SELECT t.id, t."jobId", t."productId", t."productTitle", t."productAsin", t."sourceImageId",
  coalesce(u.status, t.status) AS status,
  CASE WHEN u.status IS NULL THEN t."errorCode" WHEN u.status = 'QUEUED' THEN NULL WHEN p."byPerson" THEN 'CANCELLED'
    ELSE j."stopCode" END AS "errorCode",
  CASE WHEN u.status IS NULL THEN t."errorMessage" WHEN u.status = 'QUEUED' THEN NULL WHEN p."byPerson" THEN 'The job was cancelled.'
    ELSE j."stopMessage" END AS "errorMessage",
  CASE WHEN u.status = 'QUEUED' THEN 0 ELSE t.attempts END AS attempts,
  t.origin, t.shot, t.prompt, t."values", t.model, coalesce(i."targetVariant", t."targetVariant") AS "targetVariant",
  t."parentImageId", t."chainId", t."originJobId", t.note, i."storageKey", i."mimeType", i.width, i.height, i.bytes, i.checks, i.verdict,
  c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy", d.at AS "decidedAt",
  t."createdAt", CASE WHEN u.status IS NULL THEN t."endedAt" ELSE j."finishedAt" END AS "endedAt", t.status AS "taskStatus",
  t."errorCode" AS "taskErrorCode", u.status IS NULL AS "isSwept"
FROM "GenerationTask" t
  LEFT JOIN "GenerationJob" j ON j.id = t."jobId" AND j.sweeping
  CROSS JOIN LATERAL (SELECT t.round + (t.status IN ('FAILED', 'CANCELLED'))::int <= j."cancelledRound" AS "byPerson") p
  CROSS JOIN LATERAL (SELECT CASE
    WHEN t.status IN ('QUEUED', 'GENERATING') AND (p."byPerson" OR j.status = 'FAILED') THEN 'CANCELLED'
    WHEN t.status IN ('QUEUED', 'GENERATING') AND t.round < j.retries THEN 'QUEUED'
    WHEN t.round < j.retries AND (t.status = 'FAILED' OR t.status = 'CANCELLED' AND t."errorCode" <> 'CANCELLED')
      THEN CASE WHEN p."byPerson" OR j.status = 'FAILED' THEN 'CANCELLED' ELSE 'QUEUED' END
  END::"ImageStatus" AS status) u
  LEFT JOIN "GeneratedImage" i ON i.id = t.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id;
