-- Files of images that are sent to Google together: the overnight tier.
CREATE TYPE "BatchState" AS ENUM ('PLANNED', 'UPLOADING', 'UPLOADED', 'CREATING', 'CREATED', 'ENDED', 'FETCHED', 'FAILED');
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL,
    "jobId" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "state" "BatchState" NOT NULL DEFAULT 'PLANNED',
    "images" INTEGER NOT NULL DEFAULT 0,
    "messageId" UUID NOT NULL,
    "fileName" TEXT,
    "name" TEXT,
    "resultFile" TEXT,
    "outcome" TEXT,
    "sentAt" TIMESTAMPTZ(3),
    "cancelledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Batch_jobId_idx" ON "Batch"("jobId");
CREATE INDEX "Batch_open_idx" ON "Batch"(state) WHERE state NOT IN ('FETCHED', 'FAILED');
ALTER TABLE "GenerationTask" ADD COLUMN "batchId" TEXT;
ALTER TABLE "GenerationAttempt" ADD COLUMN "batchId" TEXT;
CREATE INDEX "GenerationTask_batch_idx" ON "GenerationTask"("batchId") WHERE "batchId" IS NOT NULL;
CREATE INDEX "GenerationAttempt_batch_idx" ON "GenerationAttempt"("batchId") WHERE "batchId" IS NOT NULL;
