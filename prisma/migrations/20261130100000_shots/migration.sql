-- What a job makes is said by its shots, of which a job may have several: the job's row no longer says it.
ALTER TABLE "JobShot" ADD COLUMN "name" TEXT, ADD COLUMN "imageTypeId" TEXT, ADD COLUMN "imageTypeName" TEXT, ADD COLUMN "templateId" TEXT,
  ADD COLUMN "templateName" TEXT, ADD COLUMN "prompt" TEXT, ADD COLUMN "aspectRatio" TEXT NOT NULL DEFAULT '1:1', ADD COLUMN "imageSize" TEXT,
  ADD COLUMN "alsoSend" TEXT[] DEFAULT ARRAY[]::TEXT[];
UPDATE "JobShot" s SET name = coalesce(j."templateName", j."imageTypeName"), "imageTypeId" = j."imageTypeId", "imageTypeName" = j."imageTypeName",
  "templateId" = j."templateId", "templateName" = j."templateName", prompt = j.prompt
FROM "GenerationJob" j WHERE j.id = s."jobId";
ALTER TABLE "JobShot" ALTER COLUMN "name" SET NOT NULL, ALTER COLUMN "imageTypeName" SET NOT NULL, ALTER COLUMN "prompt" SET NOT NULL,
  ADD CONSTRAINT "JobShot_imageTypeId_fkey" FOREIGN KEY ("imageTypeId") REFERENCES "ImageType"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  ADD CONSTRAINT "JobShot_templateId_fkey" FOREIGN KEY ("templateId") REFERENCES "PromptTemplate"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "JobShot_imageTypeId_idx" ON "JobShot"("imageTypeId");
CREATE INDEX "JobShot_templateId_idx" ON "JobShot"("templateId");

-- The same for jobs that were deleted and can be restored.
UPDATE "DeletedRow" s SET data = s.data || jsonb_build_object('name', coalesce(j.data->>'templateName', j.data->>'imageTypeName'),
  'imageTypeId', j.data->'imageTypeId', 'imageTypeName', j.data->'imageTypeName', 'templateId', j.data->'templateId',
  'templateName', j.data->'templateName', 'prompt', j.data->'prompt')
FROM "DeletedRow" j
WHERE s."table" = 'JobShot' AND j."table" = 'GenerationJob' AND j."deletionId" = s."deletionId" AND j.data->>'id' = s.data->>'jobId';
ALTER TABLE "GenerationJob" DROP COLUMN "variant", DROP COLUMN "imageTypeId", DROP COLUMN "imageTypeName", DROP COLUMN "templateId",
  DROP COLUMN "templateName", DROP COLUMN "prompt";

-- The images of a block may be of several shots.
ALTER TABLE "DraftBlock" ADD COLUMN "shots" INTEGER[], ADD COLUMN "candidates" INTEGER[];
UPDATE "DraftBlock" SET shots = array_fill(0, ARRAY[cardinality("productIds")]), candidates = array_fill(0, ARRAY[cardinality("productIds")]);

-- Of several images that a job makes of a product for a variant none is current before a person picks or approves one. Each is
-- the current version of its chain, and in review, all the same.
ALTER TABLE "CurrentImage" ADD COLUMN "isCandidate" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "CurrentImage" ALTER COLUMN "isCandidate" SET DEFAULT true;

-- A new row is one unless its task is the only one or it is approved; one that a person picked is written as false. While a job is
-- deleted, the task of an image may be gone before the image.
CREATE OR REPLACE FUNCTION packshot_describe_current() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "GeneratedImage" WHERE id = NEW."imageId" FOR SHARE;
  SELECT i."productId", i."originJobId", i."targetVariant", i.verdict, coalesce(i.flags, ARRAY[]::text[]), d.decision,
    i.origin <> 'FIX' AND NOT EXISTS (SELECT FROM "GenerationTask" f WHERE f."parentImageId" = i.id AND f.origin = 'FIX'),
    NEW."isCandidate" AND coalesce(t.candidate, 0) > 0 AND d.decision IS DISTINCT FROM 'APPROVE'
  INTO NEW."productId", NEW."originJobId", NEW."targetVariant", NEW.verdict, NEW.flags, NEW.decision, NEW."isFixable", NEW."isCandidate"
  FROM "GeneratedImage" i LEFT JOIN "GenerationTask" t ON t.id = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id
  WHERE i.id = NEW."imageId";
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION packshot_decisions_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "GeneratedImage" WHERE id IN (SELECT "imageId" FROM changed) ORDER BY id FOR NO KEY UPDATE;
  UPDATE "CurrentImage" c SET decision = CASE WHEN TG_OP <> 'DELETE' THEN d.decision END,
    "isCandidate" = c."isCandidate" AND (TG_OP = 'DELETE' OR d.decision IS DISTINCT FROM 'APPROVE')
  FROM changed d WHERE c."imageId" = d."imageId";
  RETURN NULL;
END
$$;

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
  coalesce(c."isCandidate", false) AS "isCandidate"
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

-- With the shot that an image is of, and whether it is a candidate.
DROP VIEW "MadeImage";
CREATE VIEW "MadeImage" AS
SELECT i.id, i."productId", i."targetVariant", i."chainId", i."originJobId", i."storageKey", i.width, i.height, i.checks, i.verdict,
  i.flags, i.origin, c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy",
  d.at AS "decidedAt", greatest(i."updatedAt", d.at) AS "updatedAt", i.xmin AS "imageWriter", d.xmin AS "decisionWriter",
  t."sourceImageId", t."parentImageId", t.shot, t.model, t.note, t."createdAt", coalesce(c."isCandidate", false) AS "isCandidate"
FROM "GeneratedImage" i LEFT JOIN "GenerationTask" t ON t.id = i.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id
WHERE i."productId" IS NOT NULL;
