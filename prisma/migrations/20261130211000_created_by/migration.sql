-- Who started a job or an import, and which user decided about an image: null without accounts, and of older rows.
ALTER TABLE "GenerationJob" ADD COLUMN "createdBy" TEXT, ADD COLUMN "createdById" TEXT;
ALTER TABLE "Import" ADD COLUMN "createdBy" TEXT, ADD COLUMN "createdById" TEXT;
ALTER TABLE "ImageDecision" ADD COLUMN "byId" TEXT;
ALTER TABLE "ImageReview" ADD COLUMN "byId" TEXT;
