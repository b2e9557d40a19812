-- An image that the model was sent the same for is used again instead of being paid for twice. Images of before this version have
-- no key: they are not reused.
ALTER TYPE "ImageOrigin" ADD VALUE 'REUSED';
ALTER TABLE "GenerationJob" ADD COLUMN "reuse" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "GenerationTask" ADD COLUMN "requestKey" TEXT, ADD COLUMN "reuse" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "GeneratedImage" ADD COLUMN "requestKey" TEXT;

-- Those in progress, for others that wait for them.
CREATE INDEX "GenerationTask_requestKey_idx" ON "GenerationTask"("requestKey")
  WHERE "requestKey" IS NOT NULL AND status IN ('QUEUED', 'GENERATING');
CREATE INDEX "GeneratedImage_requestKey_idx" ON "GeneratedImage"("requestKey") WHERE "requestKey" IS NOT NULL;

-- Several rows may name one object.
DROP INDEX "GeneratedImage_storageKey_key";
CREATE INDEX "GeneratedImage_storageKey_idx" ON "GeneratedImage"("storageKey");
