-- AlterTable
ALTER TABLE "Import" ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0;

-- DropIndex
DROP INDEX "ImportError_importId_id_idx";

-- CreateIndex
CREATE INDEX "ImportError_importId_row_id_idx" ON "ImportError"("importId", "row", "id");
