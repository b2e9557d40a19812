import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { WaitingImage } from "#lib/db/jobs/state.ts";
import { risingIds } from "#lib/db/rising-ids.ts";
import type { PictureFormat } from "#lib/image-model.ts";
import { ASPECT_RATIOS, IMAGE_SIZES } from "#lib/schemas/picture-format.ts";
import { type ProductValues, type PromptPlan, promptPlanSchema } from "#lib/schemas/prompt.ts";
import type { JobTier } from "#lib/schemas/tier.ts";

export type NewShot = Omit<Prisma.JobShotUncheckedCreateInput, "jobId" | "index" | "plan"> & { plan: PromptPlan };

const storedFormatSchema = z.object({ aspectRatio: z.enum(ASPECT_RATIOS), imageSize: z.enum(IMAGE_SIZES).nullable() });

/** `model`: null for that of the job. */
export type ShotToFill = {
  variant: string;
  targetVariant: string;
  plan: PromptPlan;
  format: PictureFormat;
  model: string | null;
};

/** By their index. */
export async function findShots(tx: Transaction, jobId: string): Promise<Map<number, ShotToFill>> {
  const rows = await tx.jobShot.findMany({
    where: { jobId },
    select: {
      index: true,
      variant: true,
      targetVariant: true,
      plan: true,
      aspectRatio: true,
      imageSize: true,
      model: true,
    },
  });
  return new Map(
    rows.map(({ index, plan, aspectRatio, imageSize, ...shot }) => [
      index,
      { ...shot, plan: promptPlanSchema.parse(plan), format: storedFormatSchema.parse({ aspectRatio, imageSize }) },
    ]),
  );
}

export type NewImage = {
  /** Null where it was deleted since the job was started. */
  productId: string | null;
  sourceImageId: string | null;
  shot: number;
  candidate: number;
  targetVariant: string;
  values: ProductValues;
  messageId: string;
  turn: number;
  /** The image that it is made again of, and the first of its versions. */
  parentImageId?: string;
  chainId?: string;
  status?: "QUEUED" | "CANCELLED";
  errorCode?: string;
  errorMessage?: string;
};

/** `model`: of shots that have none of their own. In one statement; returns them in the given order, in which their ids ascend too. */
export async function createImages<Image extends NewImage>(
  tx: Transaction,
  { id: jobId, model, retries, reuse }: { id: string; model: string; retries: number; reuse: boolean },
  images: Image[],
): Promise<(Image & WaitingImage)[]> {
  const ids = risingIds(images.length);
  const rows = images.map((image, index) => ({ ...image, id: ids[index] ?? "" }));
  await tx.$executeRaw`
    INSERT INTO "GenerationTask" (id, "chainId", "jobId", "originJobId", model, shot, candidate, "targetVariant", "productId", "sourceImageId", "parentImageId", "values", "messageId", turn, round, reuse, status,
      "errorCode", "errorMessage", "updatedAt")
    SELECT id, coalesce("chainId", id), ${jobId}, ${jobId},
      coalesce((SELECT h.model FROM "JobShot" h WHERE h."jobId" = ${jobId} AND h.index = image.shot), ${model}), shot, candidate, "targetVariant", "productId", "sourceImageId", "parentImageId", "values", "messageId", turn, ${retries}::int, ${reuse}::boolean,
      coalesce(status, 'QUEUED')::"ImageStatus", "errorCode", "errorMessage", now()
    FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS image (
      id text, shot int, candidate int, "targetVariant" text, "productId" text, "sourceImageId" text, "parentImageId" text, "chainId" text, "values" jsonb, "messageId" uuid, turn int, status text,
      "errorCode" text, "errorMessage" text)`;
  return rows;
}

type NewJob = Partial<JobTier> & {
  model: string;
  reuse: boolean;
  totalImages: number;
  shots: NewShot[];
  /** That the shots are from. */
  shotList: { id: string; name: string } | null;
  budgetMicros: number | null;
  createdBy: string | null;
  createdById: string | null;
};

/** Without its images. Returns its id. */
export async function createJob(tx: Transaction, { shots, shotList, ...facts }: NewJob): Promise<string> {
  const rows = shots.map((shot, index) => ({ index, ...shot }));
  const job = await tx.generationJob.create({
    data: {
      ...facts,
      shotListId: shotList?.id ?? null,
      shotListName: shotList?.name ?? null,
      shots: { create: rows },
    },
    select: { id: true },
  });
  return job.id;
}
