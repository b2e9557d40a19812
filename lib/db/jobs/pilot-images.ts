import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { type ImageStatus, Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { type ProductValues, type PromptPlan, promptPlanSchema } from "#lib/schemas/prompt.ts";

export type ShotPrompt = { index: number; variant: string; targetVariant: string; prompt: string; plan: PromptPlan };

/** In their order. */
export async function findShotPrompts(tx: Transaction, jobId: string): Promise<ShotPrompt[]> {
  const rows = await tx.jobShot.findMany({
    where: { jobId },
    select: { index: true, variant: true, targetVariant: true, prompt: true, plan: true },
    orderBy: { index: "asc" },
  });
  return rows.map((row) => ({ ...row, plan: promptPlanSchema.parse(row.plan) }));
}

type ChangedPrompt = { index: number; prompt: string; plan: PromptPlan; isEarlierKept: boolean; earlier: string };

export async function setShotPrompt(tx: Transaction, jobId: string, changed: ChangedPrompt): Promise<void> {
  const { index, prompt, plan, isEarlierKept, earlier } = changed;
  await tx.jobShot.update({
    where: { jobId_index: { jobId, index } },
    data: { prompt, plan, ...(isEarlierKept && { earlierPrompts: { push: earlier } }) },
    select: { index: true },
  });
}

const taskSelect = {
  id: true,
  shot: true,
  candidate: true,
  status: true,
  prompt: true,
  values: true,
  chainId: true,
  productId: true,
  sourceImageId: true,
  product: { select: { title: true, asin: true, sku: true, category: true } },
} satisfies Prisma.GenerationTaskSelect;

export type PilotTask = Prisma.GenerationTaskGetPayload<{ select: typeof taskSelect }>;

/** Of these shots, in the order of their products. */
export async function findPilotTasks(tx: Transaction, jobId: string, shots: number[]): Promise<PilotTask[]> {
  return tx.generationTask.findMany({
    where: { jobId, shot: { in: shots } },
    select: taskSelect,
    orderBy: [{ turn: "asc" }, { id: "asc" }],
  });
}

/** `prompt`: its own one; null where that of its shot is filled with the values. */
type TaskPrompt = { id: string; prompt: string | null; values: ProductValues };

export async function setTaskPrompts(tx: Transaction, tasks: TaskPrompt[]): Promise<void> {
  await tx.$executeRaw`
    WITH locked AS (
      SELECT id FROM "GenerationTask" WHERE id = ANY(${tasks.map(({ id }) => id)}::text[]) ORDER BY id FOR UPDATE
    )
    UPDATE "GenerationTask" t SET prompt = changed.prompt, "values" = changed."values", "updatedAt" = now()
    FROM locked JOIN json_to_recordset(${JSON.stringify(tasks)}::text::json) AS changed (id text, prompt text, "values" jsonb) USING (id)
    WHERE t.id = locked.id`;
}

/**
 * Leaves their places in the job to images that are made again of them: they become versions without a job. Returns how each had
 * ended.
 */
export async function detachTasks(tx: Transaction, ids: string[]): Promise<ImageStatus[]> {
  const rows = await queryRows(
    tx,
    z.object({ status: z.enum(["QUEUED", "GENERATING", "COMPLETED", "FAILED", "CANCELLED"]) }),
    Prisma.sql`
    WITH locked AS (SELECT id FROM "GenerationTask" WHERE id = ANY(${ids}::text[]) ORDER BY id FOR UPDATE)
    UPDATE "GenerationTask" t SET "jobId" = NULL, "updatedAt" = now() FROM locked WHERE t.id = locked.id
    RETURNING t.status::text AS status`,
  );
  return rows.map(({ status }) => status);
}
