-- A deleted job is in no list from then on. While `deleting`, a worker deletes its images, and with the last of them the job.
ALTER TABLE "GenerationJob" ADD COLUMN "deleting" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "GenerationJob_deleting_idx" ON "GenerationJob"("id") WHERE "deleting";

-- Jobs of which a part was deleted. Their rows are kept with their last images.
UPDATE "GenerationJob" SET "deleting" = true WHERE id IN (SELECT id FROM "Deletion" WHERE kind = 'JOB');
