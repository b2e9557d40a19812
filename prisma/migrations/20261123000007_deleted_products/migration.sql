-- DropForeignKey
ALTER TABLE "GeneratedImage" DROP CONSTRAINT "GeneratedImage_productId_fkey";

-- AlterTable
ALTER TABLE "GeneratedImage" ADD COLUMN     "productAsin" TEXT,
ADD COLUMN     "productTitle" TEXT,
ALTER COLUMN "productId" DROP NOT NULL;

-- AddForeignKey
ALTER TABLE "GeneratedImage" ADD CONSTRAINT "GeneratedImage_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Keys are checked in the order in which they were added: first the product, then its photo, as a deletion locks them too.
-- The other way round a job that starts and a deletion could wait for each other.
ALTER TABLE "GeneratedImage" DROP CONSTRAINT "GeneratedImage_sourceImageId_fkey";
ALTER TABLE "GeneratedImage" ADD CONSTRAINT "GeneratedImage_sourceImageId_fkey" FOREIGN KEY ("sourceImageId") REFERENCES "SourceImage"("id") ON DELETE SET NULL ON UPDATE CASCADE;
