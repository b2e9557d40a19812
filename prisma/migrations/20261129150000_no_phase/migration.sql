-- Pictures are decoded in processes of their own: the death of one is told at once, and no other death is blamed on a picture.
ALTER TABLE "GenerationTask" DROP COLUMN "phase";
DROP TYPE "ImagePhase";
