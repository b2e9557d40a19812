-- The last images of a model and size, from which the next job is estimated.
CREATE INDEX "GenerationAttempt_history_idx" ON "GenerationAttempt"(model, "imageSize", id)
  WHERE code = 'COMPLETED' AND "costMicros" IS NOT NULL;
