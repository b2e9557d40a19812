-- What calls cost, in millionths of a US dollar. Of calls before this version it is not known.
ALTER TABLE "GenerationAttempt"
  ADD COLUMN "model" TEXT,
  ADD COLUMN "imageSize" TEXT,
  ADD COLUMN "tier" TEXT,
  ADD COLUMN "promptTokens" INTEGER,
  ADD COLUMN "imageTokens" INTEGER,
  ADD COLUMN "textTokens" INTEGER,
  ADD COLUMN "thoughtsTokens" INTEGER,
  ADD COLUMN "reservedMicros" BIGINT,
  ADD COLUMN "costMicros" BIGINT;

CREATE TABLE "CostTally" (
    "id" BIGSERIAL NOT NULL,
    "day" DATE NOT NULL,
    "jobId" TEXT,
    "model" TEXT NOT NULL,
    "images" INTEGER NOT NULL,
    "settledMicros" BIGINT NOT NULL,
    "maybeMicros" BIGINT NOT NULL,

    CONSTRAINT "CostTally_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "CostTally_day_idx" ON "CostTally"("day");

-- A call in flight is not counted yet. What ended without a cost and without a reserved amount has no known price, or was no call.
CREATE FUNCTION packshot_tally_costs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "CostTally" (day, "jobId", model, images, "settledMicros", "maybeMicros")
    SELECT ("startedAt" AT TIME ZONE 'UTC')::date, "jobId", model, count(*) FILTER (WHERE code = 'COMPLETED'),
      coalesce(sum("costMicros"), 0), coalesce(sum("reservedMicros"), 0)
    FROM added WHERE code IS NOT NULL AND model IS NOT NULL GROUP BY 1, 2, 3
    HAVING bool_or(code = 'COMPLETED') OR sum("costMicros") > 0 OR sum("reservedMicros") > 0;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "CostTally" (day, "jobId", model, images, "settledMicros", "maybeMicros")
    SELECT ("startedAt" AT TIME ZONE 'UTC')::date, "jobId", model, -count(*) FILTER (WHERE code = 'COMPLETED'),
      -coalesce(sum("costMicros"), 0), -coalesce(sum("reservedMicros"), 0)
    FROM gone WHERE code IS NOT NULL AND model IS NOT NULL GROUP BY 1, 2, 3
    HAVING bool_or(code = 'COMPLETED') OR sum("costMicros") > 0 OR sum("reservedMicros") > 0;
  ELSE
    INSERT INTO "CostTally" (day, "jobId", model, images, "settledMicros", "maybeMicros")
    SELECT ("startedAt" AT TIME ZONE 'UTC')::date, "jobId", model, sum(images), sum(settled), sum(maybe)
    FROM (
      SELECT "startedAt", "jobId", model, (code = 'COMPLETED')::int AS images, coalesce("costMicros", 0) AS settled, coalesce("reservedMicros", 0) AS maybe
      FROM added WHERE code IS NOT NULL AND model IS NOT NULL
      UNION ALL
      SELECT "startedAt", "jobId", model, -(code = 'COMPLETED')::int, -coalesce("costMicros", 0), -coalesce("reservedMicros", 0)
      FROM gone WHERE code IS NOT NULL AND model IS NOT NULL
    ) changed GROUP BY 1, 2, 3
    HAVING sum(images) <> 0 OR sum(settled) <> 0 OR sum(maybe) <> 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "GenerationAttempt_costs_added" AFTER INSERT ON "GenerationAttempt"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_costs();
CREATE TRIGGER "GenerationAttempt_costs_gone" AFTER DELETE ON "GenerationAttempt"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_costs();
CREATE TRIGGER "GenerationAttempt_costs_changed" AFTER UPDATE ON "GenerationAttempt"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_costs();
