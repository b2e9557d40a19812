-- How many images a product has changes with each of them: in a row of its own it rewrites none of the product's indexes.
CREATE TABLE "ProductStats" (
    "productId" TEXT NOT NULL,
    "generatedCount" INTEGER NOT NULL DEFAULT 0,
    "lastGeneratedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ProductStats_pkey" PRIMARY KEY ("productId")
);
INSERT INTO "ProductStats" ("productId", "generatedCount", "lastGeneratedAt")
SELECT id, "generatedCount", "lastGeneratedAt" FROM "Product";
CREATE INDEX "ProductStats_generatedCount_productId_idx" ON "ProductStats"("generatedCount", "productId");
ALTER TABLE "ProductStats" ADD CONSTRAINT "ProductStats_productId_fkey"
  FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
DROP INDEX "Product_generatedCount_id_idx";
ALTER TABLE "Product" DROP COLUMN "generatedCount", DROP COLUMN "lastGeneratedAt";

-- Each product has its row, so that lists can be sorted by it in the index.
CREATE FUNCTION packshot_add_product_stats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "ProductStats" ("productId") SELECT id FROM added;
  RETURN NULL;
END
$$;
CREATE TRIGGER "Product_stats" AFTER INSERT ON "Product"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_add_product_stats();

-- Changes of counts: their sum is the count. Whoever changes rows adds to them and locks none; upkeep adds them up.
CREATE TABLE "ImageTally" (
    "id" BIGSERIAL NOT NULL,
    "status" "ImageStatus" NOT NULL,
    "code" TEXT,
    "inJob" BOOLEAN NOT NULL,
    "images" INTEGER NOT NULL,

    CONSTRAINT "ImageTally_pkey" PRIMARY KEY ("id")
);
INSERT INTO "ImageTally" (status, code, "inJob", images)
SELECT status, "errorCode", "jobId" IS NOT NULL, count(*) FROM "GeneratedImage" GROUP BY 1, 2, 3;

CREATE FUNCTION packshot_tally_images() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "ImageTally" (status, code, "inJob", images)
    SELECT status, "errorCode", "jobId" IS NOT NULL, count(*) FROM added GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "ImageTally" (status, code, "inJob", images)
    SELECT status, "errorCode", "jobId" IS NOT NULL, -count(*) FROM gone GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO "ImageTally" (status, code, "inJob", images)
    SELECT status, code, "inJob", sum(images) FROM (
      SELECT status, "errorCode" AS code, "jobId" IS NOT NULL AS "inJob", 1 AS images FROM added
      UNION ALL SELECT status, "errorCode", "jobId" IS NOT NULL, -1 FROM gone
    ) changed GROUP BY 1, 2, 3 HAVING sum(images) <> 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "GeneratedImage_tally_added" AFTER INSERT ON "GeneratedImage"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_images();
CREATE TRIGGER "GeneratedImage_tally_gone" AFTER DELETE ON "GeneratedImage"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_images();
CREATE TRIGGER "GeneratedImage_tally_changed" AFTER UPDATE ON "GeneratedImage"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_images();

-- `upToMs` is the end of the bucket that a call falls into; null where it took longer than all.
CREATE TABLE "CallTally" (
    "id" BIGSERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "upToMs" INTEGER,
    "calls" INTEGER NOT NULL,
    "sumMs" BIGINT NOT NULL,

    CONSTRAINT "CallTally_pkey" PRIMARY KEY ("id")
);
CREATE FUNCTION packshot_call_bucket(ms integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT min(upto) FROM unnest(ARRAY[500, 1000, 2500, 5000, 10000, 20000, 30000, 60000, 120000, 180000, 300000]) AS upto
    WHERE ms <= upto);
INSERT INTO "CallTally" (code, "upToMs", calls, "sumMs")
SELECT code, packshot_call_bucket("callMs"), count(*), sum("callMs") FROM "GenerationAttempt"
WHERE code IS NOT NULL AND "callMs" IS NOT NULL GROUP BY 1, 2;

CREATE FUNCTION packshot_tally_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "CallTally" (code, "upToMs", calls, "sumMs")
    SELECT code, packshot_call_bucket("callMs"), count(*), sum("callMs") FROM added
    WHERE code IS NOT NULL AND "callMs" IS NOT NULL GROUP BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "CallTally" (code, "upToMs", calls, "sumMs")
    SELECT code, packshot_call_bucket("callMs"), -count(*), -sum("callMs") FROM gone
    WHERE code IS NOT NULL AND "callMs" IS NOT NULL GROUP BY 1, 2;
  ELSE
    INSERT INTO "CallTally" (code, "upToMs", calls, "sumMs")
    SELECT code, packshot_call_bucket(ms), sum(calls), sum(calls * ms) FROM (
      SELECT code, "callMs" AS ms, 1 AS calls FROM added UNION ALL SELECT code, "callMs", -1 FROM gone
    ) changed WHERE code IS NOT NULL AND ms IS NOT NULL
    GROUP BY 1, 2 HAVING sum(calls) <> 0 OR sum(calls * ms) <> 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "GenerationAttempt_tally_added" AFTER INSERT ON "GenerationAttempt"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_calls();
CREATE TRIGGER "GenerationAttempt_tally_gone" AFTER DELETE ON "GenerationAttempt"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_calls();
CREATE TRIGGER "GenerationAttempt_tally_changed" AFTER UPDATE ON "GenerationAttempt"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_calls();
-- Nothing counts attempts by code any more, and the end of a call need not write to this index.
DROP INDEX "GenerationAttempt_code_callMs_idx";
