-- Where several versions of an image count, the newest of them goes on counting.
UPDATE "GeneratedImage" i SET "isCurrent" = false
WHERE i."isCurrent" AND EXISTS (
  SELECT FROM "GeneratedImage" newer
  WHERE newer."chainId" = i."chainId" AND newer."isCurrent" AND (newer."createdAt", newer.id) > (i."createdAt", i.id)
);

-- From now on the database sees to it.
CREATE UNIQUE INDEX "GeneratedImage_chainId_current_key" ON "GeneratedImage"("chainId") WHERE "isCurrent";
