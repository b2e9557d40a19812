-- Source photos are stored once for each content: several rows may name one object.
DROP INDEX "SourceImage_storageKey_key";
CREATE INDEX "SourceImage_storageKey_idx" ON "SourceImage"("storageKey");

-- Who is about to name an object, or to remove it. A process of an older version knows nothing of it: until it has ended, it
-- may remove an object that an upload of the same photo counts on at that very moment.
CREATE TABLE "ObjectHold" (
  "messageId" UUID NOT NULL,
  key TEXT NOT NULL,
  removing BOOLEAN NOT NULL,
  CONSTRAINT "ObjectHold_pkey" PRIMARY KEY ("messageId", key)
);
CREATE INDEX "ObjectHold_key_idx" ON "ObjectHold"(key);

ALTER TABLE "Import" ADD COLUMN "storedBytes" BIGINT NOT NULL DEFAULT 0;
