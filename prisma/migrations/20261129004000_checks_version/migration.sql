ALTER TABLE "GeneratedImage" ADD COLUMN "checksVersion" INTEGER NOT NULL DEFAULT 0;
UPDATE "GeneratedImage" SET "checksVersion" = 1 WHERE checks IS NOT NULL;
CREATE INDEX "GeneratedImage_checksVersion_id_idx" ON "GeneratedImage"("checksVersion", "id");
