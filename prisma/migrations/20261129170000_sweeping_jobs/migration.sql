-- A cancel changes the job's row only. While `sweeping`, a worker rewrites the tasks that had not ended.
ALTER TABLE "GenerationJob" ADD COLUMN "sweeping" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "GenerationJob_sweeping_idx" ON "GenerationJob"("id") WHERE "sweeping";

-- Every task with what it made. One of a cancelled job that had not ended is CANCELLED, whether its row says so already or not;
-- `taskStatus` is what its row says.
CREATE OR REPLACE VIEW "Image" AS
SELECT t.id, t."jobId", t."productId", t."productTitle", t."productAsin", t."sourceImageId",
  CASE WHEN j.id IS NULL THEN t.status ELSE 'CANCELLED' END AS status,
  CASE WHEN j.id IS NULL THEN t."errorCode" ELSE 'CANCELLED' END AS "errorCode",
  CASE WHEN j.id IS NULL THEN t."errorMessage" ELSE 'The job was cancelled.' END AS "errorMessage",
  t.attempts, t.origin, t.shot, t.prompt, t."values", t.model, coalesce(i."targetVariant", t."targetVariant") AS "targetVariant",
  t."parentImageId", t."chainId", t."originJobId", t.note, i."storageKey", i."mimeType", i.width, i.height, i.bytes, i.checks, i.verdict,
  c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy", d.at AS "decidedAt",
  t."createdAt", CASE WHEN j.id IS NULL THEN t."endedAt" ELSE j."finishedAt" END AS "endedAt", t.status AS "taskStatus"
FROM "GenerationTask" t
  LEFT JOIN "GenerationJob" j ON j.id = t."jobId" AND j.status = 'CANCELLED' AND t.status IN ('QUEUED', 'GENERATING')
  LEFT JOIN "GeneratedImage" i ON i.id = t.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id;
