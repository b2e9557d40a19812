-- The service tier that a job asks for, and until when.
ALTER TABLE "GenerationJob"
  ADD COLUMN "tier" TEXT NOT NULL DEFAULT 'standard',
  ADD COLUMN "switchAfterMinutes" INTEGER,
  ADD COLUMN "deadlineHours" INTEGER,
  ADD COLUMN "deadlineAt" TIMESTAMPTZ(3),
  ADD COLUMN "thenTier" TEXT;
ALTER TABLE "Hold" ADD COLUMN "tier" TEXT NOT NULL DEFAULT 'standard';
