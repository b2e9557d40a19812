-- Substring search goes by trigrams. Any owner of a database may create this extension (PostgreSQL 13 and newer).
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Text as searches compare it: in lower case, without accents.
CREATE FUNCTION packshot_fold(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g'));

-- DropIndex
DROP INDEX "Product_category_idx";

-- AlterTable
ALTER TABLE "Product" ADD COLUMN     "generatedCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "lastGeneratedAt" TIMESTAMPTZ(3),
ADD COLUMN     "searchText" text GENERATED ALWAYS AS
  (packshot_fold(title || ' ' || coalesce(asin, '') || ' ' || coalesce(sku, ''))) STORED;

UPDATE "Product" p SET "generatedCount" = made.images, "lastGeneratedAt" = made.last
FROM (
  SELECT "productId", count(*)::int AS images, max("endedAt") AS last
  FROM "GeneratedImage" WHERE status = 'COMPLETED' GROUP BY "productId"
) made
WHERE made."productId" = p.id;

-- CreateIndex
CREATE INDEX "Product_generatedCount_id_idx" ON "Product"("generatedCount", "id");

-- CreateIndex
CREATE INDEX "Product_category_createdAt_id_idx" ON "Product"("category", "createdAt", "id");

-- Indexes that Prisma's schema can't say
CREATE INDEX "Product_asin_id_idx" ON "Product"((coalesce(asin, '')), "id");
CREATE INDEX "Product_searchText_idx" ON "Product" USING gin ("searchText" gin_trgm_ops);
