import { z } from "zod";
import { jobBatchesSchema } from "./batch.ts";
import { costAmountsSchema } from "./cost.ts";
import { MAX_ERROR_LOG } from "./job-state.ts";
import { MAX_SHOTS } from "./limits.ts";
import { countSchema, pageQuery } from "./text.ts";
import { jobTierFields } from "./tier.ts";

export const jobStatusSchema = z.enum(["QUEUED", "PROCESSING", "PAUSED", "COMPLETED", "FAILED", "CANCELLED"]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const pausedReasonSchema = z.enum(["PERSON", "UNREACHABLE", "QUOTA", "FAILING", "TIMEOUTS", "PILOT"]);
export type PausedReason = z.infer<typeof pausedReasonSchema>;

const jobShotSchema = z.object({
  name: z.string(),
  variant: z.string(),
  targetVariant: z.string(),
  /** Kept when the look is deleted. */
  lookName: z.string().nullable(),
  model: z.string(),
});
const shotCountsSchema = jobShotSchema.extend({
  total: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  /** Prompts that images of a pilot were made with, before the prompt was changed. */
  earlierPrompts: z.array(z.string()),
});
export type ShotCounts = z.infer<typeof shotCountsSchema>;

const jobEstimateSchema = z.object({ usd: z.number(), lowUsd: z.number(), highUsd: z.number() });
export type JobEstimate = z.infer<typeof jobEstimateSchema>;

const jobSummaryFields = {
  id: z.string(),
  status: jobStatusSchema,
  shots: z.array(jobShotSchema),
  /** The next six are those of the only shot; null where there are several. */
  variant: z.string().nullable(),
  imageTypeId: z.string().nullable(),
  imageTypeName: z.string().nullable(),
  templateId: z.string().nullable(),
  templateName: z.string().nullable(),
  prompt: z.string().nullable(),
  /** The list that the shots are a copy of. Without an id it was deleted. */
  shotListId: z.string().nullable(),
  shotListName: z.string().nullable(),
  /** Null without accounts, and of older jobs. */
  createdBy: z.string().nullable(),
  /** Of the shots that name none. */
  model: z.string(),
  /** May it use images that the model was sent the same for? */
  reuse: z.boolean(),
  ...jobTierFields,
  totalImages: z.number().int(),
  completedImages: z.number().int(),
  failedImages: z.number().int(),
  cancelledImages: z.number().int(),
  /** The error that stopped the whole job. */
  stopCode: z.string().nullable(),
  /** With the code MODEL_GONE: the model that Google no longer offers, and the one that it names instead. */
  goneModel: z.string().nullable(),
  replacement: z.string().nullable(),
  /** A person, a rule that protects the owner's money, or the end of its pilot. Null unless PAUSED. */
  pausedReason: pausedReasonSchema.nullable(),
  /** The failures and what to change, if a rule paused it. */
  pausedMessage: z.string().nullable(),
  /** What its calls may cost together. */
  budgetUsd: z.number().nullable(),
  /** How many images its pilot has, before which no other is made. Null without one, and once the job has continued. */
  pilotImages: z.number().int().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** When the next image may start, while the job waits for Google, the store or a new budget. */
  waitingUntil: z.iso.datetime().nullable(),
  /** An outcome code, MODEL_MISMATCH if no worker uses its model, or BUDGET. */
  waitingReason: z.string().nullable(),
  /** Google's message, the connection problem, or which budget is reached and what to do. */
  waitingMessage: z.string().nullable(),
  /** `POST /api/holds/:id/release` ends this hold. */
  holdId: z.string().nullable(),
  /** So far, of its calls that have ended. Pretended where the model is `demo`. */
  cost: costAmountsSchema,
  /** What it was expected to cost when it was started; null where no price was known. */
  estimate: jobEstimateSchema.nullable(),
};

export const jobErrorSchema = z.object({
  /** Null once the product was deleted. */
  productId: z.string().nullable(),
  asin: z.string().nullable(),
  title: z.string(),
  /** The place of the shot in the job, from 0. */
  shot: z.number().int(),
  code: z.string(),
  message: z.string(),
  at: z.iso.datetime(),
});
export type JobError = z.infer<typeof jobErrorSchema>;

export const jobSummarySchema = z.object(jobSummaryFields);
export const jobSchema = z.object({
  ...jobSummaryFields,
  shots: z.array(shotCountsSchema),
  /** What its calls cost so far, with what is reserved for those whose cost is not known. */
  spentUsd: z.number(),
  errorLog: z.array(jobErrorSchema),
  /** What it waits for, of tier batch; null for others. */
  batches: jobBatchesSchema.nullable(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;
export type Job = z.infer<typeof jobSchema>;

/** `errors`: how many entries of `errorLog`, newest first. */
export const jobQuerySchema = z.object({ errors: countSchema(0, MAX_ERROR_LOG).default(MAX_ERROR_LOG) });

export const jobsQuerySchema = z.object({ status: jobStatusSchema.optional(), ...pageQuery });
export const jobsSchema = z.object({ jobs: z.array(jobSummarySchema), nextCursor: z.string().nullable() });
export type Jobs = z.infer<typeof jobsSchema>;

/** `shot`: its place in the job, from 0. Without one the failed images of all shots are retried. */
export const retryRequestSchema = z.strictObject({
  shot: z
    .int()
    .min(0)
    .max(MAX_SHOTS - 1)
    .optional(),
});

export const attemptSchema = z.object({
  id: z.number().int(),
  imageId: z.string(),
  productId: z.string().nullable(),
  title: z.string(),
  asin: z.string().nullable(),
  /** COMPLETED or an outcome code. */
  code: z.string(),
  message: z.string().nullable(),
  counted: z.boolean(),
  called: z.boolean(),
  /** The call was interrupted, and Google may have billed it. */
  maybeBilled: z.boolean(),
  startedAt: z.iso.datetime(),
  /** Null if no call was made or its end is unknown. */
  callMs: z.number().int().nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;
export const attemptsSchema = z.object({ attempts: z.array(attemptSchema), nextCursor: z.string().nullable() });
export type Attempts = z.infer<typeof attemptsSchema>;
export const attemptsQuerySchema = z.object(pageQuery);
