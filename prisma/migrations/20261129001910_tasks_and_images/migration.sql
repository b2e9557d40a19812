-- A row was an image for all of its life. From now on it is the task of making one, and what was made has a row of its own,
-- under the same id: it exists once its bytes do. So have the last decision about it, and being current.
DROP TRIGGER "GeneratedImage_tally_added" ON "GeneratedImage";
DROP TRIGGER "GeneratedImage_tally_gone" ON "GeneratedImage";
DROP TRIGGER "GeneratedImage_tally_changed" ON "GeneratedImage";
ALTER TABLE "ImageReview" DROP CONSTRAINT "ImageReview_imageId_fkey";
ALTER TABLE "GeneratedImage" RENAME TO "GenerationTask";

CREATE TABLE "GeneratedImage" (
    "id" TEXT NOT NULL,
    "productId" TEXT,
    "targetVariant" TEXT NOT NULL,
    "chainId" TEXT NOT NULL,
    "originJobId" TEXT,
    "storageKey" TEXT,
    "mimeType" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "checks" JSONB,
    "verdict" "CheckVerdict",
    "flags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "lookHash" BIGINT,
    "madeAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL
);
INSERT INTO "GeneratedImage" (id, "productId", "targetVariant", "chainId", "originJobId", "storageKey", "mimeType", width, height, bytes,
  sha256, checks, verdict, flags, "lookHash", "madeAt", "updatedAt")
SELECT id, "productId", "targetVariant", "chainId", "originJobId", "storageKey", "mimeType", width, height, bytes, sha256, checks, verdict,
  flags, "lookHash", coalesce("endedAt", "updatedAt"), "updatedAt"
FROM "GenerationTask" WHERE status = 'COMPLETED';

CREATE TABLE "CurrentImage" (
    "chainId" TEXT NOT NULL,
    "imageId" TEXT NOT NULL,

    CONSTRAINT "CurrentImage_pkey" PRIMARY KEY ("chainId")
);
INSERT INTO "CurrentImage" ("chainId", "imageId")
SELECT "chainId", id FROM "GenerationTask" WHERE status = 'COMPLETED' AND "isCurrent";

CREATE TABLE "ImageDecision" (
    "imageId" TEXT NOT NULL,
    "decision" "ReviewDecision",
    "note" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImageDecision_pkey" PRIMARY KEY ("imageId")
);
INSERT INTO "ImageDecision" ("imageId", decision, note, by, at)
SELECT id, decision, "decisionNote", "decidedBy", "decidedAt" FROM "GenerationTask"
WHERE status = 'COMPLETED' AND "decidedBy" IS NOT NULL AND "decidedAt" IS NOT NULL;

-- What was deleted and can be restored is split in the same way. A row of a table takes only the columns that the table has.
INSERT INTO "DeletedRow" ("deletionId", "table", data, "storageKey")
SELECT "deletionId", 'GenerationTask', data || '{"shot": 0, "candidate": 0}', "storageKey"
FROM "DeletedRow" WHERE "table" = 'GeneratedImage';
INSERT INTO "DeletedRow" ("deletionId", "table", data)
SELECT "deletionId", 'CurrentImage', jsonb_build_object('chainId', data->'chainId', 'imageId', data->'id')
FROM "DeletedRow" WHERE "table" = 'GeneratedImage' AND data->>'status' = 'COMPLETED' AND (data->>'isCurrent')::boolean;
INSERT INTO "DeletedRow" ("deletionId", "table", data)
SELECT "deletionId", 'ImageDecision', jsonb_build_object('imageId', data->'id', 'decision', data->'decision', 'note', data->'decisionNote',
  'by', data->'decidedBy', 'at', data->'decidedAt')
FROM "DeletedRow" WHERE "table" = 'GeneratedImage' AND data->>'status' = 'COMPLETED' AND data->>'decidedBy' IS NOT NULL
  AND data->>'decidedAt' IS NOT NULL;
DELETE FROM "DeletedRow" WHERE "table" = 'GeneratedImage' AND data->>'status' <> 'COMPLETED';
UPDATE "DeletedRow"
SET data = data || jsonb_build_object('madeAt', coalesce(data->>'endedAt', data->>'updatedAt'))
WHERE "table" = 'GeneratedImage';

DELETE FROM "ImageReview" r WHERE NOT EXISTS (SELECT FROM "GeneratedImage" i WHERE i.id = r."imageId");

-- The task: without what belongs to the image, under its own names.
DROP INDEX "GeneratedImage_storageKey_key";
DROP INDEX "GeneratedImage_jobId_productId_key";
DROP INDEX "GeneratedImage_isCurrent_productId_chainId_idx";
DROP INDEX "GeneratedImage_originJobId_lookHash_idx";
DROP INDEX "GeneratedImage_decision_productId_targetVariant_id_idx";
DROP INDEX "GeneratedImage_chainId_current_key";
ALTER TABLE "GenerationTask" DROP COLUMN "storageKey", DROP COLUMN "mimeType", DROP COLUMN "width", DROP COLUMN "height",
  DROP COLUMN "bytes", DROP COLUMN "sha256", DROP COLUMN "checks", DROP COLUMN "verdict", DROP COLUMN "flags", DROP COLUMN "lookHash",
  DROP COLUMN "isCurrent", DROP COLUMN "decision", DROP COLUMN "decisionNote", DROP COLUMN "decidedBy", DROP COLUMN "decidedAt",
  ADD COLUMN "shot" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "candidate" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "GenerationTask" RENAME CONSTRAINT "GeneratedImage_pkey" TO "GenerationTask_pkey";
ALTER TABLE "GenerationTask" RENAME CONSTRAINT "GeneratedImage_productId_fkey" TO "GenerationTask_productId_fkey";
ALTER TABLE "GenerationTask" RENAME CONSTRAINT "GeneratedImage_sourceImageId_fkey" TO "GenerationTask_sourceImageId_fkey";
ALTER TABLE "GenerationTask" RENAME CONSTRAINT "GeneratedImage_jobId_fkey" TO "GenerationTask_jobId_fkey";
ALTER TABLE "GenerationTask" RENAME CONSTRAINT "GeneratedImage_parentImageId_fkey" TO "GenerationTask_parentImageId_fkey";
ALTER TABLE "GenerationTask" RENAME CONSTRAINT "GeneratedImage_originJobId_fkey" TO "GenerationTask_originJobId_fkey";
ALTER INDEX "GeneratedImage_jobId_status_turn_idx" RENAME TO "GenerationTask_jobId_status_turn_idx";
ALTER INDEX "GeneratedImage_status_errorCode_idx" RENAME TO "GenerationTask_status_errorCode_idx";
ALTER INDEX "GeneratedImage_productId_createdAt_idx" RENAME TO "GenerationTask_productId_createdAt_idx";
ALTER INDEX "GeneratedImage_sourceImageId_idx" RENAME TO "GenerationTask_sourceImageId_idx";
ALTER INDEX "GeneratedImage_parentImageId_idx" RENAME TO "GenerationTask_parentImageId_idx";
ALTER INDEX "GeneratedImage_chainId_idx" RENAME TO "GenerationTask_chainId_idx";
ALTER INDEX "GeneratedImage_originJobId_productId_chainId_idx" RENAME TO "GenerationTask_originJobId_productId_chainId_idx";
ALTER INDEX "GeneratedImage_completed_idx" RENAME TO "GenerationTask_completed_idx";
CREATE UNIQUE INDEX "GenerationTask_jobId_shot_productId_candidate_key" ON "GenerationTask"("jobId", "shot", "productId", "candidate");
CREATE TRIGGER "GenerationTask_tally_added" AFTER INSERT ON "GenerationTask"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_images();
CREATE TRIGGER "GenerationTask_tally_gone" AFTER DELETE ON "GenerationTask"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_images();
CREATE TRIGGER "GenerationTask_tally_changed" AFTER UPDATE ON "GenerationTask"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_images();

-- The image
ALTER TABLE "GeneratedImage" ADD CONSTRAINT "GeneratedImage_pkey" PRIMARY KEY ("id");
CREATE UNIQUE INDEX "GeneratedImage_storageKey_key" ON "GeneratedImage"("storageKey");
CREATE INDEX "GeneratedImage_productId_targetVariant_chainId_id_idx" ON "GeneratedImage"("productId", "targetVariant", "chainId", "id");
CREATE INDEX "GeneratedImage_chainId_idx" ON "GeneratedImage"("chainId");
CREATE INDEX "GeneratedImage_originJobId_productId_targetVariant_chainId_id_idx"
  ON "GeneratedImage"("originJobId", "productId", "targetVariant", "chainId", "id");
CREATE INDEX "GeneratedImage_originJobId_lookHash_idx" ON "GeneratedImage"("originJobId", "lookHash");
ALTER TABLE "GeneratedImage" ADD CONSTRAINT "GeneratedImage_id_fkey"
  FOREIGN KEY ("id") REFERENCES "GenerationTask"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "GeneratedImage" ADD CONSTRAINT "GeneratedImage_productId_fkey"
  FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE UNIQUE INDEX "CurrentImage_imageId_key" ON "CurrentImage"("imageId");
ALTER TABLE "CurrentImage" ADD CONSTRAINT "CurrentImage_imageId_fkey"
  FOREIGN KEY ("imageId") REFERENCES "GeneratedImage"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "ImageDecision_decision_idx" ON "ImageDecision"("decision");
ALTER TABLE "ImageDecision" ADD CONSTRAINT "ImageDecision_imageId_fkey"
  FOREIGN KEY ("imageId") REFERENCES "GeneratedImage"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ImageReview" ADD CONSTRAINT "ImageReview_imageId_fkey"
  FOREIGN KEY ("imageId") REFERENCES "GeneratedImage"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Every task with what it made.
CREATE VIEW "Image" AS
SELECT t.id, t."jobId", t."productId", t."productTitle", t."productAsin", t."sourceImageId", t.status, t."errorCode", t."errorMessage",
  t.attempts, t.origin, t.prompt, t.model, coalesce(i."targetVariant", t."targetVariant") AS "targetVariant", t."parentImageId",
  t."chainId", t."originJobId", t.note, i."storageKey", i."mimeType", i.width, i.height, i.bytes, i.checks, i.verdict,
  c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy", d.at AS "decidedAt",
  t."createdAt", t."endedAt"
FROM "GenerationTask" t LEFT JOIN "GeneratedImage" i ON i.id = t.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id;

-- Every image that is made and whose product is there. Its columns are the image's own, so that its indexes answer. `writers`
-- are the transactions that wrote what is said of it.
CREATE VIEW "MadeImage" AS
SELECT i.id, i."productId", i."targetVariant", i."chainId", i."originJobId", i."storageKey", i.width, i.height, i.checks, i.verdict,
  i.flags, i."lookHash", c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy",
  d.at AS "decidedAt", greatest(i."updatedAt", d.at) AS "updatedAt", i.xmin AS "imageWriter", d.xmin AS "decisionWriter",
  t."sourceImageId", t."parentImageId", t.origin, t.model, t.note, t."createdAt"
FROM "GeneratedImage" i LEFT JOIN "GenerationTask" t ON t.id = i.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id
WHERE i."storageKey" IS NOT NULL AND i."productId" IS NOT NULL;
