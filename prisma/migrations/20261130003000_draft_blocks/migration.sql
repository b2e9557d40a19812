-- The images of a large job that have no rows yet are noted in blocks of 100: a row for each took more than a second for 100,000.
CREATE TABLE "DraftBlock" (
    "jobId" TEXT NOT NULL,
    "firstTurn" INTEGER NOT NULL,
    "productIds" TEXT[] NOT NULL,
    "sourceImageIds" TEXT[] NOT NULL,
    "cancelCode" TEXT,

    CONSTRAINT "DraftBlock_pkey" PRIMARY KEY ("jobId","firstTurn")
);
ALTER TABLE "DraftBlock" ADD CONSTRAINT "DraftBlock_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "GenerationJob"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Random ids can't be compressed, and trying to takes longer than all the rest.
ALTER TABLE "DraftBlock" ALTER COLUMN "productIds" SET STORAGE EXTERNAL, ALTER COLUMN "sourceImageIds" SET STORAGE EXTERNAL;

-- Turns of one block follow each other, and its images were cancelled for the same reason.
INSERT INTO "DraftBlock" ("jobId", "firstTurn", "productIds", "sourceImageIds", "cancelCode")
SELECT "jobId", min(turn), array_agg("productId" ORDER BY turn), array_agg("sourceImageId" ORDER BY turn), "cancelCode"
FROM (
  SELECT d.*, row_number() OVER (PARTITION BY "jobId", "cancelCode" ORDER BY turn) - 1 AS place FROM "ImageDraft" d
) d
GROUP BY "jobId", "cancelCode", turn - place, place / 100;
DROP TABLE "ImageDraft";
