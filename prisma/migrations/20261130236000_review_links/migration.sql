-- Links that show images to people without an account.
CREATE TABLE "ReviewLink" (
  "id" TEXT NOT NULL,
  "tokenHash" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "jobId" TEXT,
  "productIds" TEXT[],
  "mayDecide" BOOLEAN NOT NULL,
  "passwordHash" TEXT,
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "lastUsedAt" TIMESTAMPTZ(3),
  "createdById" TEXT NOT NULL,
  CONSTRAINT "ReviewLink_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "ReviewLink_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "GenerationJob"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "ReviewLink_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "ReviewLink_tokenHash_key" ON "ReviewLink"("tokenHash");
CREATE INDEX "ReviewLink_jobId_idx" ON "ReviewLink"("jobId");
CREATE INDEX "ReviewLink_createdById_idx" ON "ReviewLink"("createdById");
