-- A job may make its images of a few products first, and wait for a person before it makes the rest.
ALTER TYPE "PausedReason" ADD VALUE 'PILOT';

ALTER TABLE "GenerationJob" ADD COLUMN "pilotImages" INTEGER;
ALTER TABLE "JobShot" ADD COLUMN "earlierPrompts" TEXT[] DEFAULT ARRAY[]::TEXT[];
