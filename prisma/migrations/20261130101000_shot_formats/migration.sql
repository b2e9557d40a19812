-- What a shot asks for beside its prompt.
ALTER TABLE "JobShot" ADD COLUMN "aspectRatio" TEXT NOT NULL DEFAULT '1:1', ADD COLUMN "imageSize" TEXT,
  ADD COLUMN "alsoSend" TEXT[] DEFAULT ARRAY[]::TEXT[];
