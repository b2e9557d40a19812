-- Named styles with reference pictures, and of each shot of a job the look that it uses.
CREATE TABLE "Look" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "prompt" TEXT NOT NULL DEFAULT '',
  "imageSize" TEXT,
  "model" TEXT,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "Look_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Look_name_key" ON "Look"("name");

CREATE TABLE "LookPicture" (
  "id" TEXT NOT NULL,
  "lookId" TEXT NOT NULL,
  "place" INTEGER NOT NULL,
  "storageKey" TEXT NOT NULL,
  "width" INTEGER NOT NULL,
  "height" INTEGER NOT NULL,
  CONSTRAINT "LookPicture_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "LookPicture_lookId_fkey" FOREIGN KEY ("lookId") REFERENCES "Look"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "LookPicture_lookId_storageKey_key" ON "LookPicture"("lookId", "storageKey");
CREATE INDEX "LookPicture_storageKey_idx" ON "LookPicture"("storageKey");

ALTER TABLE "JobShot" ADD COLUMN "lookId" TEXT, ADD COLUMN "lookName" TEXT,
  ADD CONSTRAINT "JobShot_lookId_fkey" FOREIGN KEY ("lookId") REFERENCES "Look"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "JobShot_lookId_idx" ON "JobShot"("lookId");
