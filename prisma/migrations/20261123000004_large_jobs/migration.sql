-- AlterTable
ALTER TABLE "GenerationJob" ADD COLUMN     "promptPlan" JSONB;

-- CreateTable
CREATE TABLE "ImageDraft" (
    "jobId" TEXT NOT NULL,
    "turn" INTEGER NOT NULL,
    "productId" TEXT NOT NULL,
    "sourceImageId" TEXT NOT NULL,
    "cancelCode" TEXT,

    CONSTRAINT "ImageDraft_pkey" PRIMARY KEY ("jobId","turn")
);

-- AddForeignKey
ALTER TABLE "ImageDraft" ADD CONSTRAINT "ImageDraft_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "GenerationJob"("id") ON DELETE CASCADE ON UPDATE CASCADE;

