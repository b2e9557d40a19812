ALTER TABLE "Import" ADD COLUMN "encoding" TEXT;
