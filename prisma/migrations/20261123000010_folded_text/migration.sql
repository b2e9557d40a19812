DROP INDEX "Product_searchText_idx";
ALTER TABLE "Product" DROP COLUMN "searchText";

-- Text as searches compare it: in lower case, without accents, and letters that no accent explains (ß, ł, ø …) as the Latin
-- ones that people type for them. components/products/fold.ts does the same. The collation is one that lowers all of Unicode whatever
-- the database's own is: PostgreSQL 17 has pg_c_utf8, an older one ICU's as a rule. Only where neither is there does lower()
-- follow the database.
DO $create$
DECLARE
  chosen text := (
    SELECT format(' COLLATE %I', collname) FROM pg_collation
    WHERE collname IN ('pg_c_utf8', 'und-x-icu', 'C.utf8') AND collnamespace = 'pg_catalog'::regnamespace
    ORDER BY array_position(ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8'], collname::text) LIMIT 1);
BEGIN
  EXECUTE format($function$
    CREATE OR REPLACE FUNCTION packshot_fold(value text) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
      RETURN replace(replace(replace(replace(
        translate(lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g')%s), 'ıςłøđħŧð', 'iσlodhtd'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
  $function$, coalesce(chosen, ''));
END
$create$;

-- What a search looks for, as a pattern for LIKE: % and _ stand for themselves, however they were written. NULL, which
-- matches nothing, where nothing is left of it.
CREATE FUNCTION packshot_pattern(search text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN '%' || regexp_replace(nullif(btrim(packshot_fold(search)), ''), '([\\%_])', '\\\1', 'g') || '%';

-- `titleKey` is what titles are sorted by: the same order on every database. Cut, for an index takes no longer one.
ALTER TABLE "Product"
ADD COLUMN     "searchText" text GENERATED ALWAYS AS
  (packshot_fold(title || ' ' || coalesce(asin, '') || ' ' || coalesce(sku, ''))) STORED,
ADD COLUMN     "titleKey" text COLLATE "C" GENERATED ALWAYS AS (left(packshot_fold(title), 500)) STORED;

-- DropIndex
DROP INDEX "Product_title_id_idx";

-- Indexes that Prisma's schema can't say
CREATE INDEX "Product_searchText_idx" ON "Product" USING gin ("searchText" gin_trgm_ops);
CREATE INDEX "Product_titleKey_id_idx" ON "Product"("titleKey", "id");
CREATE INDEX "GeneratedImage_completed_idx" ON "GeneratedImage"("jobId", "productId") WHERE status = 'COMPLETED';
