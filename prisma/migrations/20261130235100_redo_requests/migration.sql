-- What reviewers ask to be made again.
CREATE TABLE "RedoRequest" (
    "id" TEXT NOT NULL,
    "imageId" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "byId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RedoRequest_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "RedoRequest_imageId_idx" ON "RedoRequest"("imageId");
ALTER TABLE "RedoRequest" ADD CONSTRAINT "RedoRequest_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "GeneratedImage"("id") ON DELETE CASCADE ON UPDATE CASCADE;
