-- Named lists of shots, and of each job the list that its shots are a copy of.
CREATE TABLE "ShotList" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT NOT NULL DEFAULT '',
  "shots" JSONB NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "ShotList_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ShotList_name_key" ON "ShotList"("name");

ALTER TABLE "GenerationJob" ADD COLUMN "shotListId" TEXT, ADD COLUMN "shotListName" TEXT,
  ADD CONSTRAINT "GenerationJob_shotListId_fkey" FOREIGN KEY ("shotListId") REFERENCES "ShotList"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "GenerationJob_shotListId_idx" ON "GenerationJob"("shotListId");
