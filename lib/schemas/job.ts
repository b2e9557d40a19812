import { z } from "zod";
import { pageQuery } from "./text.ts";

export const jobStatusSchema = z.enum(["QUEUED", "PROCESSING", "PAUSED", "COMPLETED", "FAILED", "CANCELLED"]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const MAX_ERROR_LOG = 1_000;

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
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** When the next image may start, while the job waits for Google. */
  waitingUntil: z.iso.datetime().nullable(),
  waitingReason: z.string().nullable(),
};

export const jobErrorSchema = z.object({
  productId: z.string(),
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

export const jobsQuerySchema = z.object({ status: jobStatusSchema.optional(), ...pageQuery });
export const jobsSchema = z.object({ jobs: z.array(jobSummarySchema), nextCursor: z.string().nullable() });
export type Jobs = z.infer<typeof jobsSchema>;

type Counts = Pick<JobSummary, "totalImages" | "completedImages" | "failedImages" | "cancelledImages">;

/** A job in one of these states makes no more images unless a person retries it. */
export function isFinished(job: { status: JobStatus }): boolean {
  return job.status === "COMPLETED" || job.status === "FAILED" || job.status === "CANCELLED";
}

/** Images that have neither been made nor failed nor been cancelled. */
export function waitingImages(counts: Counts): number {
  return counts.totalImages - counts.completedImages - counts.failedImages - counts.cancelledImages;
}

/** The state in which a job ends once no image is left: null while one is. */
export function endedStatus(counts: Counts): "COMPLETED" | "FAILED" | "CANCELLED" | null {
  if (waitingImages(counts) > 0) return null;
  if (counts.completedImages > 0) return "COMPLETED";
  return counts.failedImages > 0 ? "FAILED" : "CANCELLED";
}
