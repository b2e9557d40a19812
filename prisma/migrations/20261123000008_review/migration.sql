-- CreateEnum
CREATE TYPE "ReviewDecision" AS ENUM ('APPROVE', 'REJECT');

-- CreateEnum
CREATE TYPE "CheckVerdict" AS ENUM ('PASS', 'WARN', 'FAIL');

-- AlterTable
ALTER TABLE "GeneratedImage" ADD COLUMN     "chainId" TEXT,
ADD COLUMN     "checks" JSONB,
ADD COLUMN     "decidedAt" TIMESTAMPTZ(3),
ADD COLUMN     "decidedBy" TEXT,
ADD COLUMN     "decision" "ReviewDecision",
ADD COLUMN     "decisionNote" TEXT,
ADD COLUMN     "flags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "fromResult" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "isCurrent" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "lookHash" BIGINT,
ADD COLUMN     "note" TEXT,
ADD COLUMN     "originJobId" TEXT,
ADD COLUMN     "targetSlot" TEXT,
ADD COLUMN     "verdict" "CheckVerdict";

-- Images made so far are the first of their versions, meant for the slot that their job was about.
UPDATE "GeneratedImage" i SET "chainId" = id, "originJobId" = "jobId",
  "targetSlot" = coalesce(
    (SELECT variant FROM "GenerationJob" j WHERE j.id = i."jobId"),
    (SELECT variant FROM "SourceImage" s WHERE s.id = i."sourceImageId"),
    'MAIN');
ALTER TABLE "GeneratedImage" ALTER COLUMN "chainId" SET NOT NULL, ALTER COLUMN "targetSlot" SET NOT NULL;

-- CreateTable
CREATE TABLE "ImageReview" (
    "id" SERIAL NOT NULL,
    "imageId" TEXT NOT NULL,
    "decision" "ReviewDecision",
    "note" TEXT,
    "by" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImageReview_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ImageReview_imageId_id_idx" ON "ImageReview"("imageId", "id");

-- CreateIndex
CREATE INDEX "GeneratedImage_chainId_idx" ON "GeneratedImage"("chainId");

-- CreateIndex
CREATE INDEX "GeneratedImage_isCurrent_productId_chainId_idx" ON "GeneratedImage"("isCurrent", "productId", "chainId");

-- CreateIndex
CREATE INDEX "GeneratedImage_originJobId_productId_chainId_idx" ON "GeneratedImage"("originJobId", "productId", "chainId");

-- CreateIndex
CREATE INDEX "GeneratedImage_originJobId_lookHash_idx" ON "GeneratedImage"("originJobId", "lookHash");

-- CreateIndex
CREATE INDEX "GeneratedImage_decision_productId_targetSlot_id_idx" ON "GeneratedImage"("decision", "productId", "targetSlot", "id");

-- AddForeignKey
ALTER TABLE "GeneratedImage" ADD CONSTRAINT "GeneratedImage_originJobId_fkey" FOREIGN KEY ("originJobId") REFERENCES "GenerationJob"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImageReview" ADD CONSTRAINT "ImageReview_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "GeneratedImage"("id") ON DELETE CASCADE ON UPDATE CASCADE;

