import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { WaitingImage } from "#lib/db/jobs/state.ts";
import { risingIds } from "#lib/db/rising-ids.ts";
import { type ProductValues, type PromptPlan, promptPlanSchema } from "#lib/schemas/prompt.ts";

export type NewShot = Omit<Prisma.JobShotUncheckedCreateInput, "jobId" | "index" | "plan"> & { plan: PromptPlan };

type Shot = { variant: string; targetVariant: string; plan: PromptPlan };

export async function findShot(tx: Transaction, jobId: string): Promise<Shot> {
  const { plan, ...shot } = await tx.jobShot.findUniqueOrThrow({
    where: { jobId_index: { jobId, index: 0 } },
    select: { variant: true, targetVariant: true, plan: true },
  });
  return { ...shot, plan: promptPlanSchema.parse(plan) };
}

export type NewImage = {
  /** Null where it was deleted since the job was started. */
  productId: string | null;
  sourceImageId: string | null;
  values: ProductValues;
  messageId: string;
  turn: number;
  status?: "QUEUED" | "CANCELLED";
  errorCode?: string;
  errorMessage?: string;
};

/** In one statement; returns them in the given order, in which their ids ascend too. */
export async function createImages(
  tx: Transaction,
  { jobId, model, targetVariant, retries }: { jobId: string; model: string; targetVariant: string; retries: number },
  images: NewImage[],
): Promise<WaitingImage[]> {
  const ids = risingIds(images.length);
  const rows = images.map((image, index) => ({ ...image, id: ids[index] ?? "" }));
  await tx.$executeRaw`
    INSERT INTO "GenerationTask" (id, "chainId", "jobId", "originJobId", model, "targetVariant", "productId", "sourceImageId", "values", "messageId", turn, round, status,
      "errorCode", "errorMessage", "updatedAt")
    SELECT id, id, ${jobId}, ${jobId}, ${model}, ${targetVariant}, "productId", "sourceImageId", "values", "messageId", turn, ${retries}::int,
      coalesce(status, 'QUEUED')::"ImageStatus", "errorCode", "errorMessage", now()
    FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS image (
      id text, "productId" text, "sourceImageId" text, "values" jsonb, "messageId" uuid, turn int, status text,
      "errorCode" text, "errorMessage" text)`;
  return rows.map(({ id, messageId, turn }) => ({ id, messageId, turn }));
}

/** Of a large job the images are written afterwards, from its drafts. */
export async function createJob(
  tx: Transaction,
  { model, shot, images }: { model: string; shot: NewShot; images: NewImage[] },
): Promise<{ jobId: string; images: WaitingImage[] }> {
  const data = { model, totalImages: images.length, shots: { create: { index: 0, ...shot } } };
  const { id: jobId } = await tx.generationJob.create({ data, select: { id: true } });
  return {
    jobId,
    images: await createImages(tx, { jobId, model, targetVariant: shot.targetVariant, retries: 0 }, images),
  };
}
