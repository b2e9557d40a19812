-- An attempt is written before its call: until the call has an end it has no code. `claim` is the image's `claims` at the time.
ALTER TABLE "GenerationAttempt" ALTER COLUMN "code" DROP NOT NULL;
ALTER TABLE "GenerationAttempt" ADD COLUMN "claim" INTEGER;
ALTER TABLE "GenerationAttempt" ADD COLUMN "called" BOOLEAN NOT NULL DEFAULT false;
UPDATE "GenerationAttempt" SET "called" = true WHERE "callMs" IS NOT NULL;
CREATE UNIQUE INDEX "GenerationAttempt_imageId_claim_key" ON "GenerationAttempt"("imageId", "claim");

-- What a worker does with the image right now: tells what a dead process was doing.
CREATE TYPE "ImagePhase" AS ENUM ('CALLING', 'DECODING');
ALTER TABLE "GeneratedImage" ADD COLUMN "phase" "ImagePhase";
