-- Attempts are the record of what calls cost: they stay when their image or job is deleted.
ALTER TABLE "GenerationAttempt" DROP CONSTRAINT "GenerationAttempt_imageId_fkey";
ALTER TABLE "GenerationAttempt" DROP CONSTRAINT "GenerationAttempt_jobId_fkey";
