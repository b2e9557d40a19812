-- How many images of each product a shot makes, so that another job can be started like one.
ALTER TABLE "JobShot" ADD COLUMN "candidates" INTEGER NOT NULL DEFAULT 1;
