-- A hold of Google's belongs to one key, model and address now: its id is their hash. The old one, of whatever key, is dropped.
DELETE FROM "Hold" WHERE id <> 'store';
ALTER TABLE "Hold" ADD COLUMN "account" TEXT,
  ADD COLUMN "model" TEXT,
  ADD COLUMN "series" TEXT,
  ADD COLUMN "message" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "followMs" INTEGER,
  ADD COLUMN "probeUntil" TIMESTAMPTZ(3),
  ADD COLUMN "failuresInARow" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "failedImages" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "lastImageId" TEXT;

CREATE TABLE "WorkerProcess" (
  "id" TEXT NOT NULL,
  "generator" TEXT NOT NULL,
  "model" TEXT NOT NULL,
  "account" TEXT NOT NULL,
  "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "WorkerProcess_pkey" PRIMARY KEY ("id")
);
