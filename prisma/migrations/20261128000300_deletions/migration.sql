-- What a person deleted is kept for a while, rows and pictures, so that it can be restored.
CREATE TYPE "DeletionKind" AS ENUM ('PRODUCT', 'PHOTO', 'IMAGE', 'JOB');

CREATE TABLE "Deletion" (
    "id" TEXT NOT NULL,
    "kind" "DeletionKind" NOT NULL,
    "deletedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removeAfter" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Deletion_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "DeletedRow" (
    "id" SERIAL NOT NULL,
    "deletionId" TEXT NOT NULL,
    "table" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "storageKey" TEXT,

    CONSTRAINT "DeletedRow_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "DeletedRow_deletionId_table_idx" ON "DeletedRow"("deletionId", "table");
CREATE INDEX "DeletedRow_storageKey_idx" ON "DeletedRow"("storageKey");

ALTER TABLE "DeletedRow" ADD CONSTRAINT "DeletedRow_deletionId_fkey" FOREIGN KEY ("deletionId") REFERENCES "Deletion"("id") ON DELETE CASCADE ON UPDATE CASCADE;
