-- The numbers of the review page are kept: counting a million images takes seconds. Each is about current images, so the row that
-- makes an image current says all that they are about, and a change of such rows is a change of the numbers.
ALTER TABLE "CurrentImage" ADD COLUMN "productId" TEXT, ADD COLUMN "originJobId" TEXT, ADD COLUMN "targetVariant" TEXT,
  ADD COLUMN "verdict" "CheckVerdict", ADD COLUMN "flags" TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN "decision" "ReviewDecision",
  ADD COLUMN "isFixable" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "GenerationTask_fixes_idx" ON "GenerationTask"("status", "parentImageId") WHERE origin = 'FIX';

-- Written again as a whole: that is faster than an update of each row.
CREATE TEMP TABLE current_facts ON COMMIT DROP AS
SELECT c."chainId", c."imageId", i."productId", i."originJobId", i."targetVariant", i.verdict, coalesce(i.flags, ARRAY[]::text[]) AS flags, d.decision, i.origin <> 'FIX' AND f.id IS NULL AS "isFixable"
FROM "CurrentImage" c JOIN "GeneratedImage" i ON i.id = c."imageId" LEFT JOIN "ImageDecision" d ON d."imageId" = i.id
  LEFT JOIN (SELECT DISTINCT "parentImageId" AS id FROM "GenerationTask" WHERE origin = 'FIX') f ON f.id = i.id;
ALTER TABLE "CurrentImage" DROP CONSTRAINT "CurrentImage_imageId_fkey", DROP CONSTRAINT "CurrentImage_pkey";
DROP INDEX "CurrentImage_imageId_key";
TRUNCATE "CurrentImage";
INSERT INTO "CurrentImage" ("chainId", "imageId", "productId", "originJobId", "targetVariant", verdict, flags, decision, "isFixable")
SELECT "chainId", "imageId", "productId", "originJobId", "targetVariant", verdict, flags, decision, "isFixable" FROM current_facts;
ALTER TABLE "CurrentImage" ADD CONSTRAINT "CurrentImage_pkey" PRIMARY KEY ("chainId");
CREATE UNIQUE INDEX "CurrentImage_imageId_key" ON "CurrentImage"("imageId");
ALTER TABLE "CurrentImage" ADD CONSTRAINT "CurrentImage_imageId_fkey"
  FOREIGN KEY ("imageId") REFERENCES "GeneratedImage"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- What the export page counts.
CREATE INDEX "CurrentImage_approved_idx" ON "CurrentImage"("productId", "targetVariant") INCLUDE ("imageId", "chainId", "originJobId", "verdict")
  WHERE decision = 'APPROVE';
-- Images that fail a check that few fail.
CREATE INDEX "GeneratedImage_flags_idx" ON "GeneratedImage" USING gin (flags) WHERE flags <> '{}';

-- Changes of counts, as in ImageTally.
CREATE TABLE "ReviewTally" (
    "id" BIGSERIAL NOT NULL,
    "originJobId" TEXT,
    "targetVariant" TEXT NOT NULL,
    "verdict" "CheckVerdict",
    "flags" TEXT[],
    "decision" "ReviewDecision",
    "isFixable" BOOLEAN NOT NULL,
    "images" INTEGER NOT NULL,

    CONSTRAINT "ReviewTally_pkey" PRIMARY KEY ("id")
);
INSERT INTO "ReviewTally" ("originJobId", "targetVariant", verdict, flags, decision, "isFixable", images)
SELECT "originJobId", "targetVariant", verdict, flags, decision, "isFixable", count(*) FROM current_facts
WHERE "productId" IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6;

CREATE FUNCTION packshot_tally_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "ReviewTally" ("originJobId", "targetVariant", verdict, flags, decision, "isFixable", images)
    SELECT "originJobId", "targetVariant", verdict, flags, decision, "isFixable", count(*) FROM added
    WHERE "productId" IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "ReviewTally" ("originJobId", "targetVariant", verdict, flags, decision, "isFixable", images)
    SELECT "originJobId", "targetVariant", verdict, flags, decision, "isFixable", -count(*) FROM gone
    WHERE "productId" IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6;
  ELSE
    INSERT INTO "ReviewTally" ("originJobId", "targetVariant", verdict, flags, decision, "isFixable", images)
    SELECT "originJobId", "targetVariant", verdict, flags, decision, "isFixable", sum(images) FROM (
      SELECT "productId", "originJobId", "targetVariant", verdict, flags, decision, "isFixable", 1 AS images FROM added
      UNION ALL SELECT "productId", "originJobId", "targetVariant", verdict, flags, decision, "isFixable", -1 FROM gone
    ) changed WHERE "productId" IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(images) <> 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "CurrentImage_tally_added" AFTER INSERT ON "CurrentImage"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_review();
CREATE TRIGGER "CurrentImage_tally_gone" AFTER DELETE ON "CurrentImage"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_review();
CREATE TRIGGER "CurrentImage_tally_changed" AFTER UPDATE ON "CurrentImage"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION packshot_tally_review();

-- Whoever changes what is said of an image has locked its row, and so does this: the next statement sees what they committed.
CREATE FUNCTION packshot_describe_current() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "GeneratedImage" WHERE id = NEW."imageId" FOR SHARE;
  SELECT i."productId", i."originJobId", i."targetVariant", i.verdict, coalesce(i.flags, ARRAY[]::text[]), d.decision,
    i.origin <> 'FIX' AND NOT EXISTS (SELECT FROM "GenerationTask" f WHERE f."parentImageId" = i.id AND f.origin = 'FIX')
  INTO NEW."productId", NEW."originJobId", NEW."targetVariant", NEW.verdict, NEW.flags, NEW.decision, NEW."isFixable"
  FROM "GeneratedImage" i LEFT JOIN "ImageDecision" d ON d."imageId" = i.id WHERE i.id = NEW."imageId";
  RETURN NEW;
END
$$;
CREATE TRIGGER "CurrentImage_describe" BEFORE INSERT OR UPDATE OF "imageId" ON "CurrentImage"
  FOR EACH ROW EXECUTE FUNCTION packshot_describe_current();

CREATE FUNCTION packshot_describe_again(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "GeneratedImage" WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
  UPDATE "CurrentImage" c SET "imageId" = c."imageId" FROM "GeneratedImage" i WHERE i.id = ANY(ids) AND c."imageId" = i.id;
END
$$;

CREATE FUNCTION packshot_image_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM packshot_describe_again(ARRAY[NEW.id]);
  RETURN NULL;
END
$$;
CREATE TRIGGER "GeneratedImage_describe" AFTER UPDATE ON "GeneratedImage" FOR EACH ROW
  WHEN ((OLD."productId", OLD."originJobId", OLD."targetVariant", OLD.verdict, OLD.flags)
    IS DISTINCT FROM (NEW."productId", NEW."originJobId", NEW."targetVariant", NEW.verdict, NEW.flags))
  EXECUTE FUNCTION packshot_image_changed();

-- Ten thousand at a time, so in one statement.
CREATE FUNCTION packshot_decisions_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "GeneratedImage" WHERE id IN (SELECT "imageId" FROM changed) ORDER BY id FOR NO KEY UPDATE;
  UPDATE "CurrentImage" c SET decision = CASE WHEN TG_OP <> 'DELETE' THEN d.decision END FROM changed d WHERE c."imageId" = d."imageId";
  RETURN NULL;
END
$$;
CREATE TRIGGER "ImageDecision_describe_added" AFTER INSERT ON "ImageDecision"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION packshot_decisions_changed();
CREATE TRIGGER "ImageDecision_describe_changed" AFTER UPDATE ON "ImageDecision"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION packshot_decisions_changed();
CREATE TRIGGER "ImageDecision_describe_gone" AFTER DELETE ON "ImageDecision"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION packshot_decisions_changed();

CREATE FUNCTION packshot_fix_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM packshot_describe_again(ARRAY[OLD."parentImageId", NEW."parentImageId"]);
  RETURN NULL;
END
$$;
CREATE TRIGGER "GenerationTask_fix_added" AFTER INSERT ON "GenerationTask" FOR EACH ROW
  WHEN (NEW.origin = 'FIX') EXECUTE FUNCTION packshot_fix_changed();
CREATE TRIGGER "GenerationTask_fix_gone" AFTER DELETE ON "GenerationTask" FOR EACH ROW
  WHEN (OLD.origin = 'FIX') EXECUTE FUNCTION packshot_fix_changed();
CREATE TRIGGER "GenerationTask_fix_changed" AFTER UPDATE OF "parentImageId" ON "GenerationTask" FOR EACH ROW
  WHEN (NEW.origin = 'FIX') EXECUTE FUNCTION packshot_fix_changed();
