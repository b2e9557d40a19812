ALTER TABLE "Hold" RENAME COLUMN strikes TO "holdsInARow";

ALTER TABLE "GeneratedImage" RENAME COLUMN "lookHash" TO "perceptualHash";
ALTER INDEX "GeneratedImage_originJobId_lookHash_idx" RENAME TO "GeneratedImage_originJobId_perceptualHash_idx";

UPDATE "DeletedRow" SET data = data - 'lookHash' || jsonb_build_object('perceptualHash', data->'lookHash')
WHERE data ? 'lookHash';

UPDATE "PromptTemplate" SET description = 'Studio picture on one colour, for images other than MAIN.'
WHERE description = 'Studio picture on one colour, for secondary slots.';
