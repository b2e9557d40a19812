-- What a job makes is said by its shots, of which a job may have several: the job's row no longer says it.
ALTER TABLE "JobShot" ADD COLUMN "name" TEXT, ADD COLUMN "imageTypeId" TEXT, ADD COLUMN "imageTypeName" TEXT, ADD COLUMN "templateId" TEXT,
  ADD COLUMN "templateName" TEXT, ADD COLUMN "prompt" TEXT;
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

-- With the shot that an image is of.
DROP VIEW "MadeImage";
CREATE VIEW "MadeImage" AS
SELECT i.id, i."productId", i."targetVariant", i."chainId", i."originJobId", i."storageKey", i.width, i.height, i.checks, i.verdict,
  i.flags, i.origin, c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy",
  d.at AS "decidedAt", greatest(i."updatedAt", d.at) AS "updatedAt", i.xmin AS "imageWriter", d.xmin AS "decisionWriter",
  t."sourceImageId", t."parentImageId", t.shot, t.model, t.note, t."createdAt"
FROM "GeneratedImage" i LEFT JOIN "GenerationTask" t ON t.id = i.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id
WHERE i."productId" IS NOT NULL;

ALTER TABLE "GenerationJob" DROP COLUMN "variant", DROP COLUMN "imageTypeId", DROP COLUMN "imageTypeName", DROP COLUMN "templateId",
  DROP COLUMN "templateName", DROP COLUMN "prompt";
