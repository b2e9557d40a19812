import type { Operations, Route } from "#lib/openapi/operation.ts";
import { jobChangeSchema } from "#lib/schemas/budget.ts";
import {
  bulkGenerateRequestSchema,
  bulkGenerateResponseSchema,
  bulkPreviewRequestSchema,
  bulkPreviewResponseSchema,
  jobPreviewSchema,
  jobRequestSchema,
  jobResponseSchema,
} from "#lib/schemas/bulk-generate.ts";
import { imageCostSchema } from "#lib/schemas/cost.ts";
import { exportPreviewSchema, exportQuerySchema, fileQuerySchema, resultsQuerySchema } from "#lib/schemas/export.ts";
import { bulkFixRequestSchema, bulkFixResponseSchema, fixRequestSchema } from "#lib/schemas/fix.ts";
import {
  generatedImageSchema,
  generateImageRequestSchema,
  generateImageResponseSchema,
  imageChangeSchema,
  imageVersionsSchema,
  jobImagesQuerySchema,
  jobImagesSchema,
  regenerateRequestSchema,
} from "#lib/schemas/image.ts";
import {
  attemptsQuerySchema,
  attemptsSchema,
  jobQuerySchema,
  jobSchema,
  jobsQuerySchema,
  jobsSchema,
  retryRequestSchema,
} from "#lib/schemas/job.ts";
import { continueRequestSchema, pilotStateSchema, tryOthersRequestSchema } from "#lib/schemas/pilot.ts";
import { redoRequestInputSchema, redoRequestSchema, redoRequestsSchema } from "#lib/schemas/redo-request.ts";
import { restoreRequestSchema, restoreResponseSchema } from "#lib/schemas/restore.ts";
import {
  bulkReviewRequestSchema,
  bulkReviewResponseSchema,
  reviewEventsSchema,
  reviewFilterSchema,
  reviewPageSchema,
  reviewProductsPageSchema,
  reviewProductsQuerySchema,
  reviewQuerySchema,
  reviewRequestSchema,
  reviewSummarySchema,
} from "#lib/schemas/review.ts";

const command = (summary: string): Operations => ({
  POST: { summary, idempotent: true, answers: { 200: jobSchema } },
});

export const imageRoutes = {
  "/api/images/bulk-generate": {
    POST: {
      summary: "Start a job that generates the images of several shots for each of many products",
      body: jobRequestSchema,
      idempotent: true,
      answers: { 201: jobResponseSchema },
    },
  },
  "/api/images/bulk-generate/preview": {
    POST: {
      summary: "Preview such a job; creates nothing",
      body: jobRequestSchema,
      answers: { 200: jobPreviewSchema },
    },
  },
  "/api/images/bulk-generate-by-variant": {
    POST: {
      summary: "Start a job that generates an image for each of many products",
      body: bulkGenerateRequestSchema,
      idempotent: true,
      answers: { 201: bulkGenerateResponseSchema },
    },
  },
  "/api/images/bulk-generate-by-variant/preview": {
    POST: {
      summary: "Preview a job; creates nothing",
      body: bulkPreviewRequestSchema,
      answers: { 200: bulkPreviewResponseSchema },
    },
  },
  "/api/images/generate": {
    POST: {
      summary: "Generate one image and wait for it",
      body: generateImageRequestSchema,
      idempotent: true,
      answers: { 201: generateImageResponseSchema },
    },
  },
  "/api/images/[id]": {
    GET: { summary: "Get an image with its checks", answers: { 200: generatedImageSchema } },
    PATCH: { summary: "Change an image", body: imageChangeSchema, answers: { 200: generateImageResponseSchema } },
    DELETE: { summary: "Delete an image, or withdraw a version that waits", answers: { 204: null } },
  },
  "/api/images/[id]/regenerate": {
    POST: {
      summary: "Regenerate an image",
      body: regenerateRequestSchema,
      idempotent: true,
      answers: { 202: generateImageResponseSchema },
    },
  },
  "/api/images/[id]/redo-requests": {
    POST: {
      summary: "Ask to have an image regenerated",
      body: redoRequestInputSchema,
      answers: { 201: redoRequestSchema },
    },
  },
  "/api/redo-requests": {
    GET: { summary: "List what was asked to be regenerated, oldest first", answers: { 200: redoRequestsSchema } },
  },
  "/api/redo-requests/[id]": { DELETE: { summary: "Dismiss a request", answers: { 204: null } } },
  "/api/images/[id]/fix": {
    POST: {
      summary: "Fix an image",
      body: fixRequestSchema,
      bodyOptional: true,
      answers: { 202: generateImageResponseSchema },
    },
  },
  "/api/images/[id]/review": {
    POST: {
      summary: "Review an image",
      body: reviewRequestSchema,
      answers: { 200: generateImageResponseSchema },
    },
  },
  "/api/images/[id]/reviews": {
    GET: { summary: "List the reviews of an image", answers: { 200: reviewEventsSchema } },
  },
  "/api/images/[id]/cost": {
    GET: { summary: "Get what the calls for an image cost", answers: { 200: imageCostSchema } },
  },
  "/api/images/[id]/versions": {
    GET: { summary: "List the versions of an image", answers: { 200: imageVersionsSchema } },
  },
  "/api/images/review": {
    POST: {
      summary: "Review many images",
      body: bulkReviewRequestSchema,
      answers: { 200: bulkReviewResponseSchema },
    },
  },
  "/api/images/fix": {
    POST: { summary: "Fix many images", body: bulkFixRequestSchema, answers: { 202: bulkFixResponseSchema } },
  },
  "/api/images/restore": {
    POST: {
      summary: "Make images current again instead of their later versions",
      body: restoreRequestSchema,
      answers: { 200: restoreResponseSchema },
    },
  },
  "/api/files/[...key]": { GET: { summary: "Get the bytes of a picture", answers: { 200: "image/*", 304: null } } },
  "/api/jobs": { GET: { summary: "List jobs", query: jobsQuerySchema, answers: { 200: jobsSchema } } },
  "/api/jobs/[id]": {
    GET: { summary: "Get a job", query: jobQuerySchema, answers: { 200: jobSchema, 304: null } },
    PATCH: { summary: "Change the budget of a job", body: jobChangeSchema, answers: { 200: jobSchema } },
    DELETE: { summary: "Delete a finished job with its images", answers: { 204: null } },
  },
  "/api/jobs/[id]/images": {
    GET: {
      summary: "List the images of a job",
      query: jobImagesQuerySchema,
      answers: { 200: jobImagesSchema, 304: null },
    },
  },
  "/api/jobs/[id]/attempts": {
    GET: { summary: "List the attempts of a job", query: attemptsQuerySchema, answers: { 200: attemptsSchema } },
  },
  "/api/jobs/[id]/cancel": command("Cancel a job"),
  "/api/jobs/[id]/pause": command("Pause a job"),
  "/api/jobs/[id]/resume": command("Resume a job"),
  "/api/jobs/[id]/retry-failed": {
    POST: {
      summary: "Retry the failed images of a job, or of one of its shots",
      body: retryRequestSchema,
      bodyOptional: true,
      idempotent: true,
      answers: { 200: jobSchema },
    },
  },
  "/api/jobs/[id]/continue": {
    POST: {
      summary: "Continue a job after its pilot, or with another model",
      body: continueRequestSchema,
      bodyOptional: true,
      idempotent: true,
      answers: { 200: jobSchema },
    },
  },
  "/api/jobs/[id]/pilot": {
    GET: { summary: "Get what a job makes after its pilot", answers: { 200: pilotStateSchema } },
    POST: {
      summary: "Try a job on other products before the rest",
      body: tryOthersRequestSchema,
      bodyOptional: true,
      idempotent: true,
      answers: { 200: jobSchema },
    },
  },
  "/api/holds/[id]/release": { POST: { summary: "End a hold", answers: { 204: null } } },
  "/api/review": {
    GET: { summary: "List images to review", query: reviewQuerySchema, answers: { 200: reviewPageSchema } },
  },
  "/api/review/products": {
    GET: {
      summary: "List products with their images to review",
      query: reviewProductsQuerySchema,
      answers: { 200: reviewProductsPageSchema },
    },
  },
  "/api/review/summary": {
    GET: { summary: "Count images to review", query: reviewFilterSchema, answers: { 200: reviewSummarySchema } },
  },
  "/api/export/images.zip": {
    GET: {
      summary: "Download the approved images as a zip",
      query: exportQuerySchema,
      answers: { 200: "application/zip" },
    },
  },
  "/api/export/images/[id]": {
    GET: { summary: "Download one image for Amazon", query: fileQuerySchema, answers: { 200: "image/jpeg" } },
  },
  "/api/export/preview": {
    GET: { summary: "Preview the zip", query: exportQuerySchema, answers: { 200: exportPreviewSchema } },
  },
  "/api/export/results.csv": {
    GET: { summary: "Download the results as CSV", query: resultsQuerySchema, answers: { 200: "text/csv" } },
  },
} satisfies Partial<Record<Route, Operations>>;
