CREATE TYPE "PausedReason" AS ENUM ('PERSON', 'UNREACHABLE', 'QUOTA', 'FAILING', 'TIMEOUTS');
ALTER TABLE "GenerationJob" ADD COLUMN "pausedReason" "PausedReason",
  ADD COLUMN "pausedMessage" TEXT,
  ADD COLUMN "billedFailures" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "openingTimeouts" INTEGER DEFAULT 0;
UPDATE "GenerationJob" SET "pausedReason" = 'PERSON' WHERE status = 'PAUSED';
