-- The numbers of the review page are counted in an index alone: it has all that they are about. An image that has its product has
-- its picture, too.
DROP VIEW "MadeImage";
ALTER TABLE "GeneratedImage" ADD COLUMN "origin" "ImageOrigin" NOT NULL DEFAULT 'MODEL';
UPDATE "GeneratedImage" i SET origin = 'FIX' FROM "GenerationTask" t WHERE t.id = i.id AND t.origin = 'FIX';
UPDATE "DeletedRow" d SET data = d.data || jsonb_build_object('origin', t.data->'origin')
FROM "DeletedRow" t
WHERE d."table" = 'GeneratedImage' AND t."table" = 'GenerationTask' AND t."deletionId" = d."deletionId" AND t.data->'id' = d.data->'id';
DROP INDEX "GeneratedImage_productId_targetVariant_chainId_id_idx";
CREATE INDEX "GeneratedImage_review_idx" ON "GeneratedImage"("productId", "targetVariant", "chainId", "id")
  INCLUDE ("originJobId", "origin", "verdict") WHERE "productId" IS NOT NULL;
DROP INDEX "GeneratedImage_originJobId_productId_targetVariant_chainId_id_i";
CREATE INDEX "GeneratedImage_job_review_idx" ON "GeneratedImage"("originJobId", "productId", "targetVariant", "chainId", "id")
  INCLUDE ("origin", "verdict") WHERE "productId" IS NOT NULL;

-- Every image that is made and whose product is there. Its columns are the image's own, so that its indexes answer. The writers
-- are the transactions that wrote what is said of it.
CREATE VIEW "MadeImage" AS
SELECT i.id, i."productId", i."targetVariant", i."chainId", i."originJobId", i."storageKey", i.width, i.height, i.checks, i.verdict,
  i.flags, i."lookHash", i.origin, c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy",
  d.at AS "decidedAt", greatest(i."updatedAt", d.at) AS "updatedAt", i.xmin AS "imageWriter", d.xmin AS "decisionWriter",
  t."sourceImageId", t."parentImageId", t.model, t.note, t."createdAt"
FROM "GeneratedImage" i LEFT JOIN "GenerationTask" t ON t.id = i.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id
WHERE i."productId" IS NOT NULL;
