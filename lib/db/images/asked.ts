import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";

/**
 * The tier of a claimed image `c` of a job `j`: of a flex job standard once its first call was long ago, of a batch job another one
 * once its deadline is over.
 */
export const TIER = Prisma.sql`CASE
  WHEN j.tier = 'flex' AND (
    SELECT min(a."startedAt") FROM "GenerationAttempt" a WHERE a."imageId" = c.id AND a.round = c.round AND a.called
  ) <= now() - j."switchAfterMinutes" * interval '1 minute' THEN 'standard'
  WHEN j.tier = 'batch' AND j."deadlineAt" <= now() THEN coalesce(j."thenTier", 'standard')
  ELSE coalesce(j.tier, 'standard')
END`;

/** Of a call that a batch made. */
export const answerSchema = z.object({
  callMs: z.int(),
  tier: z.string().nullable(),
  promptTokens: z.int().nullable(),
  imageTokens: z.int().nullable(),
  textTokens: z.int().nullable(),
  thoughtsTokens: z.int().nullable(),
});
