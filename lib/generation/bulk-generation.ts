import "server-only";
import { type Idempotency, onceByKey } from "#lib/db/idempotency.ts";
import { planJob, planPlainJob } from "#lib/generation/plan-job.ts";
import { startJob } from "#lib/generation/start-job.ts";
import {
  type BulkGenerateRequest,
  type BulkGenerateResponse,
  bulkGenerateResponseSchema,
  type JobRequest,
  type JobResponse,
  jobResponseSchema,
} from "#lib/schemas/bulk-generate.ts";

/**
 * In one transaction; of a job of more than 100 the images are written out afterwards. Throws a 422 `AppError` where
 * no product has the variant, where they are too many or the prompt can't be filled.
 */
export function startJobOfShots(request: JobRequest, idempotency: Idempotency | null): Promise<JobResponse> {
  return onceByKey(idempotency, {
    prepare: () => planJob(request),
    write: startJob,
    parse: (stored) => jobResponseSchema.parse(stored),
  });
}

/** The same with one shot. */
export function startBulkGeneration(
  request: BulkGenerateRequest,
  idempotency: Idempotency | null,
): Promise<BulkGenerateResponse> {
  return onceByKey(idempotency, {
    prepare: () => planPlainJob(request),
    async write(tx, plan) {
      const { skipped, ...started } = await startJob(tx, plan);
      return { ...started, skipped: skipped.map(({ productId, reason }) => ({ productId, reason })) };
    },
    parse: (stored) => bulkGenerateResponseSchema.parse(stored),
  });
}
