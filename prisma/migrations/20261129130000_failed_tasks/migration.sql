-- The newest errors of a job, which its page asks for every 2 s: only failed images are in it.
CREATE INDEX "GenerationTask_failed_idx" ON "GenerationTask"("jobId", "endedAt" DESC, id DESC) WHERE status = 'FAILED';
