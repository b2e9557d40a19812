ALTER TABLE "ImageType" ADD COLUMN "aspectRatio" TEXT, ADD COLUMN "imageSize" TEXT;
