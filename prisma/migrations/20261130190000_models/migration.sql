-- A shot may have a model of its own; a job that Google's 404 stopped says which of its models is gone.
ALTER TABLE "JobShot" ADD COLUMN "model" TEXT;
ALTER TABLE "GenerationJob" ADD COLUMN "goneModel" TEXT, ADD COLUMN "replacement" TEXT;

CREATE TABLE "OfferedModel" (
    "account" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "name" TEXT,
    "listed" BOOLEAN NOT NULL DEFAULT false,
    "goneAt" TIMESTAMPTZ(3),
    "replacement" TEXT,

    CONSTRAINT "OfferedModel_pkey" PRIMARY KEY ("account", "model")
);
