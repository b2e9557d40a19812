import "server-only";
import { randomUUID } from "node:crypto";
import { createdBy } from "#lib/auth/actor.ts";
import { record } from "#lib/db/audit.ts";
import type { Transaction } from "#lib/db/client.ts";
import { createImages, createJob, findShots, type NewShot } from "#lib/db/jobs/create.ts";
import { draftImages } from "#lib/db/jobs/drafts.ts";
import { countDraftsByShot, keepEstimate } from "#lib/db/jobs/estimates.ts";
import { nextTurn } from "#lib/db/jobs/fairness.ts";
import { renewDeadline, setJobState } from "#lib/db/jobs/state.ts";
import { findSkippedShots } from "#lib/db/jobs/wanted.ts";
import { holdDeletions } from "#lib/db/locks.ts";
import type { BestSource } from "#lib/db/products/best-source.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { estimateJob, wantedOf } from "#lib/generation/estimate.ts";
import { countExisting } from "#lib/generation/existing.ts";
import { fillBlocks } from "#lib/generation/fill-job.ts";
import { beginPilot } from "#lib/generation/pilot.ts";
import { checkSize, type JobPlan, type PlannedShot, plainShot } from "#lib/generation/plan-job.ts";
import type { LoadedPrompt } from "#lib/generation/prompts.ts";
import { reuseForNew } from "#lib/generation/reuse.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { enqueueImages } from "#lib/queue/image-messages.ts";
import { type JobResponse, MAX_SKIPPED_SHOWN } from "#lib/schemas/bulk-generate.ts";
import { MAX_IMAGES_AT_ONCE } from "#lib/schemas/limits.ts";
import { productValues } from "#lib/schemas/prompt.ts";

function shotRow({ prompt: { imageType, template, look, plan, text }, ...shot }: PlannedShot): NewShot {
  return {
    ...shot,
    imageTypeId: imageType.id,
    imageTypeName: imageType.name,
    templateId: template?.id ?? null,
    templateName: template?.name ?? null,
    lookId: look?.id ?? null,
    lookName: look?.name ?? null,
    prompt: text,
    plan,
  };
}

type Single = { prompt: LoadedPrompt; source: BestSource; model: string; reuse: boolean };

/** A job of one image, ahead of bulk work. `reused`: it is finished already. */
export async function startSingle(
  tx: Transaction,
  { prompt, source, model, reuse }: Single,
): Promise<{ imageId: string; reused: boolean }> {
  const planned = plainShot(source.variant, prompt);
  const shot = shotRow(planned);
  const plan = { shots: [shot], shotList: null, budgetMicros: null };
  const id = await createJob(tx, { model, reuse, totalImages: 1, ...plan, ...createdBy() });
  await record("job.start", { target: id, details: { images: 1 } }, tx);
  await record("image.generate", { target: id }, tx);
  const { productId, sourceImageId } = source;
  const values = productValues(shot.plan, source);
  const only = { shot: 0, candidate: 0, targetVariant: shot.targetVariant, turn: 0, messageId: randomUUID() };
  const job = { id, model, reuse, retries: 0 };
  const images = await createImages(tx, job, [{ productId, sourceImageId, values, ...only }]);
  const waiting = await reuseForNew(tx, job, images, await findShots(tx, id));
  await keepEstimate(tx, id, await estimateJob([wantedOf(planned, waiting.length, model)], "standard", tx));
  await enqueueImages(tx, model, waiting, { ahead: true });
  return { imageId: images[0]?.id ?? "", reused: waiting.length === 0 };
}

/**
 * All of it reflects the selection now, not when somebody looked. The images are noted first; of more than 100 a worker writes
 * the rows.
 */
export async function startJob(tx: Transaction, plan: JobPlan): Promise<JobResponse> {
  await holdDeletions(tx);
  const firstTurn = await nextTurn(tx);
  const model = plan.model ?? (await currentModel(tx)).model;
  const { shotList, budgetMicros, reuse, tier } = plan;
  const shots = plan.shots.map(shotRow);
  const job = { model, reuse, totalImages: 0, ...tier, shots, shotList, budgetMicros };
  const jobId = await createJob(tx, { ...job, ...createdBy() });
  await renewDeadline(tx, jobId);
  const { images, skipped: skippedCount } = await draftImages(tx, jobId, plan, firstTurn);
  checkSize(plan, images);
  await setJobState(tx, jobId, { totalImages: images });
  await record("job.start", { target: jobId, details: { images } }, tx);
  const imagesOf = await countDraftsByShot(tx, jobId);
  const existing = (reuse && (await countExisting(plan, images, tx))) || [];
  const wanted = plan.shots.map((shot, index) =>
    wantedOf(shot, (imagesOf.get(index) ?? 0) - (existing[index] ?? 0), model),
  );
  await keepEstimate(tx, jobId, await estimateJob(wanted, tier.tier, tx));
  if (plan.pilot !== undefined) await beginPilot(tx, jobId, plan.pilot);
  else if (images > MAX_IMAGES_AT_ONCE) await enqueue(tx, "fill-job", [{ data: { jobId } }]);
  else await fillBlocks(tx, jobId, 1);
  const skipped = skippedCount === 0 ? [] : await findSkippedShots(tx, plan, MAX_SKIPPED_SHOWN);
  return {
    jobId,
    totalImages: images,
    skipped: skipped.map(({ productId, shot, reason }) => ({ productId, shot, reason })),
    skippedCount,
  };
}
