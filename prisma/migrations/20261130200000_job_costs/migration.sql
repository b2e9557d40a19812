-- What a job was expected to cost when it was started, in millionths of a US dollar.
ALTER TABLE "GenerationJob"
  ADD COLUMN "estimatedMicros" BIGINT,
  ADD COLUMN "estimatedLowMicros" BIGINT,
  ADD COLUMN "estimatedHighMicros" BIGINT;

-- What a job has cost so far.
CREATE INDEX "CostTally_jobId_idx" ON "CostTally"("jobId");
