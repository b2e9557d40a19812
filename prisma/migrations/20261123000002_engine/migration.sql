-- DropIndex
DROP INDEX "GeneratedImage_jobId_status_idx";

-- DropIndex
DROP INDEX "GeneratedImage_status_idx";

-- AlterTable
ALTER TABLE "GenerationJob" ADD COLUMN     "retries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "stopCode" TEXT;

-- AlterTable
ALTER TABLE "GeneratedImage" ADD COLUMN     "crashes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "messageId" UUID,
ADD COLUMN     "round" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "turn" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "GenerationAttempt" (
    "id" SERIAL NOT NULL,
    "imageId" TEXT NOT NULL,
    "jobId" TEXT,
    "round" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT,
    "counted" BOOLEAN NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "callMs" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "GenerationAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Hold" (
    "id" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "code" TEXT NOT NULL,
    "strikes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Hold_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "GenerationAttempt_imageId_id_idx" ON "GenerationAttempt"("imageId", "id");

-- CreateIndex
CREATE INDEX "GenerationAttempt_jobId_id_idx" ON "GenerationAttempt"("jobId", "id");

-- CreateIndex
CREATE INDEX "GenerationAttempt_code_callMs_idx" ON "GenerationAttempt"("code", "callMs");

-- CreateIndex
CREATE INDEX "GeneratedImage_jobId_status_turn_idx" ON "GeneratedImage"("jobId", "status", "turn");

-- CreateIndex
CREATE INDEX "GeneratedImage_status_errorCode_idx" ON "GeneratedImage"("status", "errorCode");

-- AddForeignKey
ALTER TABLE "GenerationAttempt" ADD CONSTRAINT "GenerationAttempt_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "GeneratedImage"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GenerationAttempt" ADD CONSTRAINT "GenerationAttempt_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "GenerationJob"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Images that wait in the queue already are worked on by the messages they have.
DO $$
BEGIN
  IF to_regclass('pgboss.job') IS NOT NULL THEN
    EXECUTE $sql$
      UPDATE "GeneratedImage" i SET "messageId" = m.id
      FROM pgboss.job m
      WHERE m.name = 'generate-image' AND m.state IN ('created', 'retry', 'active') AND i.id = m.data->>'imageId'
    $sql$;
  END IF;
END
$$;
