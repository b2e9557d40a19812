-- Who asked for a version: null without accounts, of images of jobs, and of older rows.
ALTER TABLE "GenerationTask" ADD COLUMN "createdBy" TEXT, ADD COLUMN "createdById" TEXT;

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
  t."errorCode" AS "taskErrorCode", u.status IS NULL AS "isSwept",
  coalesce(c."isCandidate", false) AS "isCandidate", t."createdBy"
FROM "GenerationTask" t
  LEFT JOIN "GenerationJob" j ON j.id = t."jobId" AND j.sweeping
  CROSS JOIN LATERAL (SELECT t.round + (t.status IN ('FAILED', 'CANCELLED'))::int <= j."cancelledRound" AS "byPerson") p
  CROSS JOIN LATERAL (SELECT CASE
    WHEN t.status IN ('QUEUED', 'GENERATING') AND (p."byPerson" OR j.status = 'FAILED') THEN 'CANCELLED'
    WHEN t.status IN ('QUEUED', 'GENERATING') AND t.round < j.retries THEN 'QUEUED'
    WHEN t.round < j.retries AND t.shot = coalesce(j."retriedShot", t.shot)
      AND (t.status = 'FAILED' OR t.status = 'CANCELLED' AND t."errorCode" <> 'CANCELLED')
      THEN CASE WHEN p."byPerson" OR j.status = 'FAILED' THEN 'CANCELLED' ELSE 'QUEUED' END
  END::"ImageStatus" AS status) u
  LEFT JOIN "GeneratedImage" i ON i.id = t.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id;
