-- CreateEnum
CREATE TYPE "ImportStatus" AS ENUM ('DRAFT', 'QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED');

-- CreateTable
CREATE TABLE "Import" (
    "id" TEXT NOT NULL,
    "status" "ImportStatus" NOT NULL,
    "fileName" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "columns" JSONB,
    "rowsTotal" INTEGER NOT NULL DEFAULT 0,
    "rowsDone" INTEGER NOT NULL DEFAULT 0,
    "productsCreated" INTEGER NOT NULL DEFAULT 0,
    "productsUpdated" INTEGER NOT NULL DEFAULT 0,
    "imagesAdded" INTEGER NOT NULL DEFAULT 0,
    "imagesUnchanged" INTEGER NOT NULL DEFAULT 0,
    "hasLinks" BOOLEAN NOT NULL DEFAULT false,
    "imagesPending" INTEGER NOT NULL DEFAULT 0,
    "errorCount" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT,
    "hasFailedRows" BOOLEAN NOT NULL DEFAULT false,
    "messageId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportProduct" (
    "importId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "effect" TEXT NOT NULL,

    CONSTRAINT "ImportProduct_pkey" PRIMARY KEY ("importId","productId")
);

-- CreateTable
CREATE TABLE "ImportLink" (
    "id" SERIAL NOT NULL,
    "importId" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "productId" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImportLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportError" (
    "id" SERIAL NOT NULL,
    "importId" TEXT NOT NULL,
    "row" INTEGER,
    "file" TEXT,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "ImportError_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Import_createdAt_id_idx" ON "Import"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Import_status_createdAt_idx" ON "Import"("status", "createdAt");

-- CreateIndex
CREATE INDEX "ImportLink_importId_id_idx" ON "ImportLink"("importId", "id");

-- CreateIndex
CREATE INDEX "ImportError_importId_id_idx" ON "ImportError"("importId", "id");

-- AddForeignKey
ALTER TABLE "ImportProduct" ADD CONSTRAINT "ImportProduct_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportLink" ADD CONSTRAINT "ImportLink_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportError" ADD CONSTRAINT "ImportError_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

