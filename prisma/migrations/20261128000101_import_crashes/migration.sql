-- The delivery of an import's message whose process was last counted as dead, and how many links were left then.
ALTER TABLE "Import" ADD COLUMN "lastCrash" TEXT;
ALTER TABLE "Import" ADD COLUMN "pendingAtCrash" INTEGER NOT NULL DEFAULT 0;
