-- The limit of a job, and what a call of it needed that a limit refused: it waits until there is room for that.
ALTER TABLE "GenerationJob" ADD COLUMN "budgetMicros" BIGINT, ADD COLUMN "neededMicros" BIGINT;
CREATE INDEX "GenerationJob_needed_idx" ON "GenerationJob"(id) WHERE "neededMicros" IS NOT NULL;

-- Rows that every call changes: room on their page keeps the index as it is.
CREATE TABLE "Spending" (
    "key" TEXT COLLATE "C" NOT NULL,
    "micros" BIGINT NOT NULL,

    CONSTRAINT "Spending_pkey" PRIMARY KEY ("key")
) WITH (fillfactor = 50);

-- Of the month, the day (UTC) and the job; the last is null without a job. Of pretended money there are others.
CREATE FUNCTION packshot_spending_keys(at timestamptz, model text, job text) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY[p || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM'), p || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'job:' || job]
  FROM (SELECT CASE WHEN model = 'demo' THEN 'demo:' ELSE '' END AS p) prefix
$$;

-- In the order of the keys, in which a call that begins locks them too.
CREATE FUNCTION packshot_spend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "Spending" AS s (key, micros)
  SELECT key, sum(micros) FROM (
    SELECT unnest(packshot_spending_keys(NEW."startedAt", NEW.model, NEW."jobId")) AS key,
      coalesce(NEW."costMicros", NEW."reservedMicros", 0) AS micros
    UNION ALL
    SELECT unnest(packshot_spending_keys(OLD."startedAt", OLD.model, OLD."jobId")),
      -coalesce(OLD."costMicros", OLD."reservedMicros", 0)
    WHERE TG_OP = 'UPDATE'
  ) changed WHERE key IS NOT NULL GROUP BY key HAVING sum(micros) <> 0 ORDER BY key COLLATE "C"
  ON CONFLICT (key) DO UPDATE SET micros = s.micros + excluded.micros;
  RETURN NULL;
END
$$;
-- When the transaction commits: these rows are the last that it locks, and it does not keep them while it writes others.
CREATE CONSTRAINT TRIGGER "GenerationAttempt_spend_added" AFTER INSERT ON "GenerationAttempt"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (coalesce(NEW."costMicros", NEW."reservedMicros", 0) <> 0)
  EXECUTE FUNCTION packshot_spend();
CREATE CONSTRAINT TRIGGER "GenerationAttempt_spend_changed" AFTER UPDATE ON "GenerationAttempt"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (coalesce(NEW."costMicros", NEW."reservedMicros", 0) <> coalesce(OLD."costMicros", OLD."reservedMicros", 0)
    OR NEW."startedAt" <> OLD."startedAt")
  EXECUTE FUNCTION packshot_spend();

INSERT INTO "Spending" (key, micros)
SELECT key, sum(spent.micros)
FROM (
  SELECT date_trunc('day', "startedAt", 'UTC') AS day, model, "jobId", sum(coalesce("costMicros", "reservedMicros")) AS micros
  FROM "GenerationAttempt" WHERE "costMicros" > 0 OR "reservedMicros" > 0 GROUP BY 1, 2, 3
) spent CROSS JOIN LATERAL unnest(packshot_spending_keys(spent.day, spent.model, spent."jobId")) AS key
WHERE key IS NOT NULL GROUP BY key;
