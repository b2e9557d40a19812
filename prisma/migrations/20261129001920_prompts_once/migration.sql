-- A prompt is stored once for all images of a job, and with each image what fills it. Images that exist keep the text that was sent.
CREATE TABLE "JobShot" (
    "jobId" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "variant" TEXT NOT NULL,
    "targetVariant" TEXT NOT NULL,
    "plan" JSONB NOT NULL,

    CONSTRAINT "JobShot_pkey" PRIMARY KEY ("jobId", "index")
);
INSERT INTO "JobShot" ("jobId", index, variant, "targetVariant", plan)
SELECT id, 0, variant, variant, coalesce("promptPlan", jsonb_build_object('text', prompt, 'fixed', '{}'::jsonb, 'fromProduct', '{}'::jsonb))
FROM "GenerationJob";
ALTER TABLE "JobShot" ADD CONSTRAINT "JobShot_jobId_fkey"
  FOREIGN KEY ("jobId") REFERENCES "GenerationJob"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "GenerationJob" DROP COLUMN "promptPlan";

INSERT INTO "DeletedRow" ("deletionId", "table", data)
SELECT "deletionId", 'JobShot', jsonb_build_object('jobId', data->'id', 'index', 0, 'variant', data->'variant', 'targetVariant', data->'variant',
  'plan', CASE WHEN jsonb_typeof(data->'promptPlan') = 'object' THEN data->'promptPlan'
    ELSE jsonb_build_object('text', data->'prompt', 'fixed', '{}'::jsonb, 'fromProduct', '{}'::jsonb) END)
FROM "DeletedRow" WHERE "table" = 'GenerationJob';

DROP VIEW "Image";
ALTER TABLE "GenerationTask" ALTER COLUMN "prompt" DROP NOT NULL, ADD COLUMN "values" JSONB;
-- A prompt that nothing of a product fills is that of the job.
UPDATE "GenerationTask" t SET prompt = NULL
FROM "JobShot" s WHERE s."jobId" = t."originJobId" AND s.plan->'fromProduct' = '{}' AND s.plan->'fixed' = '{}' AND s.plan->>'text' = t.prompt;

-- Every task with what it made.
CREATE VIEW "Image" AS
SELECT t.id, t."jobId", t."productId", t."productTitle", t."productAsin", t."sourceImageId", t.status, t."errorCode", t."errorMessage",
  t.attempts, t.origin, t.shot, t.prompt, t."values", t.model, coalesce(i."targetVariant", t."targetVariant") AS "targetVariant",
  t."parentImageId", t."chainId", t."originJobId", t.note, i."storageKey", i."mimeType", i.width, i.height, i.bytes, i.checks, i.verdict,
  c."imageId" IS NOT NULL AS "isCurrent", d.decision, d.note AS "decisionNote", d.by AS "decidedBy", d.at AS "decidedAt",
  t."createdAt", t."endedAt"
FROM "GenerationTask" t LEFT JOIN "GeneratedImage" i ON i.id = t.id
  LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id;
