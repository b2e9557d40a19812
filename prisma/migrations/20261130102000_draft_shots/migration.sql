-- The images of a block may be of several shots.
ALTER TABLE "DraftBlock" ADD COLUMN "shots" INTEGER[], ADD COLUMN "candidates" INTEGER[];
UPDATE "DraftBlock" SET shots = array_fill(0, ARRAY[cardinality("productIds")]), candidates = array_fill(0, ARRAY[cardinality("productIds")]);
