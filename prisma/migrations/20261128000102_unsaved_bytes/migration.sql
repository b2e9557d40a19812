-- Which process keeps the bytes of an image on its own disk because the store would not take them, and since when.
ALTER TABLE "GeneratedImage" ADD COLUMN "unsavedBy" TEXT;
ALTER TABLE "GeneratedImage" ADD COLUMN "unsavedAt" TIMESTAMPTZ(3);
