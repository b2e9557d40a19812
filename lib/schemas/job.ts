import { z } from "zod";
import { countSchema, pageQuery } from "./text.ts";

export const jobStatusSchema = z.enum(["QUEUED", "PROCESSING", "PAUSED", "COMPLETED", "FAILED", "CANCELLED"]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const pausedReasonSchema = z.enum(["PERSON", "UNREACHABLE", "QUOTA", "FAILING", "TIMEOUTS"]);
export type PausedReason = z.infer<typeof pausedReasonSchema>;

/** The model of jobs whose images the demo model makes. */
export const DEMO_MODEL = "demo";

export const MAX_ERROR_LOG = 1_000;
/** Of them, on the page of the job. */
export const ERRORS_SHOWN = 20;

const jobSummaryFields = {
  id: z.string(),
  status: jobStatusSchema,
  variant: z.string(),
  imageTypeId: z.string().nullable(),
  imageTypeName: z.string(),
  templateId: z.string().nullable(),
  templateName: z.string().nullable(),
  prompt: z.string(),
  model: z.string(),
  totalImages: z.number().int(),
  completedImages: z.number().int(),
  failedImages: z.number().int(),
  cancelledImages: z.number().int(),
  /** The error that stopped the whole job. */
  stopCode: z.string().nullable(),
  /** A person, or a rule that protects the owner's money. Null unless PAUSED. */
  pausedReason: pausedReasonSchema.nullable(),
  /** The failures and what to change, if a rule paused it. */
  pausedMessage: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** When the next image may start, while the job waits for Google or the store. */
  waitingUntil: z.iso.datetime().nullable(),
  /** An outcome code, or MODEL_MISMATCH if no worker uses its model. */
  waitingReason: z.string().nullable(),
  /** Google's message, or the connection problem. */
  waitingMessage: z.string().nullable(),
  /** `POST /api/holds/:id/release` ends this hold. */
  holdId: z.string().nullable(),
};

export const jobErrorSchema = z.object({
  /** Null once the product was deleted. */
  productId: z.string().nullable(),
  asin: z.string().nullable(),
  title: z.string(),
  code: z.string(),
  message: z.string(),
  at: z.iso.datetime(),
});
export type JobError = z.infer<typeof jobErrorSchema>;

export const jobSummarySchema = z.object(jobSummaryFields);
export const jobSchema = z.object({ ...jobSummaryFields, errorLog: z.array(jobErrorSchema) });
export type JobSummary = z.infer<typeof jobSummarySchema>;
export type Job = z.infer<typeof jobSchema>;

/** `errors`: how many entries of `errorLog`, newest first. */
export const jobQuerySchema = z.object({ errors: countSchema(0, MAX_ERROR_LOG).default(MAX_ERROR_LOG) });

export const jobsQuerySchema = z.object({ status: jobStatusSchema.optional(), ...pageQuery });
export const jobsSchema = z.object({ jobs: z.array(jobSummarySchema), nextCursor: z.string().nullable() });
export type Jobs = z.infer<typeof jobsSchema>;

type Counts = Pick<JobSummary, "totalImages" | "completedImages" | "failedImages" | "cancelledImages">;

/** A finished job generates nothing more unless a person retries it. */
export function isFinished(job: { status: JobStatus }): boolean {
  return job.status === "COMPLETED" || job.status === "FAILED" || job.status === "CANCELLED";
}

/** True while it waits for Google, the store, or a worker of its model. */
export function isWaiting({ waitingReason }: Pick<JobSummary, "waitingReason">): boolean {
  return waitingReason !== null;
}

/** `model` generates the remaining images. */
export const continueRequestSchema = z.object({
  model: z.string().regex(/^[\w.-]{1,100}$/, "Use a model such as gemini-3-pro-image."),
});

/** True if another model would help: no worker uses the job's model, or Google no longer offers it. */
export function mayContinue(job: Pick<JobSummary, "status" | "waitingReason" | "stopCode">): boolean {
  return job.waitingReason === "MODEL_MISMATCH" || (isFinished(job) && job.stopCode === "MODEL_GONE");
}

export function waitingImages(counts: Counts): number {
  return counts.totalImages - counts.completedImages - counts.failedImages - counts.cancelledImages;
}

export const JOB_COMMANDS = ["cancel", "pause", "resume", "retry-failed"] as const;
export type JobCommand = (typeof JOB_COMMANDS)[number];

/** Only the server knows for sure whether there is something to retry. */
export function commandsFor({ status, failedImages, cancelledImages, stopCode }: JobSummary): JobCommand[] {
  switch (status) {
    case "QUEUED":
    case "PROCESSING":
      return ["pause", "cancel"];
    case "PAUSED":
      return ["resume", "cancel"];
    default:
      return failedImages > 0 || (stopCode !== null && cancelledImages > 0) ? ["retry-failed"] : [];
  }
}

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
