import "server-only";
import { randomUUID } from "node:crypto";
import { findSpent } from "#lib/db/budgets.ts";
import { db, type Transaction } from "#lib/db/client.ts";
import { createImages, type NewImage } from "#lib/db/jobs/create.ts";
import { hasDrafts } from "#lib/db/jobs/drafts.ts";
import { nextTurn } from "#lib/db/jobs/fairness.ts";
import {
  countProductsLeft,
  delayDrafts,
  findShotsLeft,
  findSpread,
  findUnnoted,
  takeProducts,
} from "#lib/db/jobs/pilot.ts";
import { detachTasks, findPilotTasks, findShotPrompts } from "#lib/db/jobs/pilot-images.ts";
import { countEnded, setJobState, type WaitingImage } from "#lib/db/jobs/state.ts";
import { type LockedJob, lockJob } from "#lib/db/locks.ts";
import { AppError } from "#lib/errors.ts";
import { previewEstimate } from "#lib/generation/estimate.ts";
import { writeDrafts } from "#lib/generation/fill-job.ts";
import { changePrompts } from "#lib/generation/pilot-prompts.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { enqueueImages } from "#lib/queue/image-messages.ts";
import { PILOT_PRODUCTS } from "#lib/schemas/limits.ts";
import type { ContinueRequest, Pilot, PilotState, TryOthersRequest } from "#lib/schemas/pilot.ts";
import { productValues } from "#lib/schemas/prompt.ts";
import { askedTierSchema } from "#lib/schemas/tier.ts";

async function choose(tx: Transaction, jobId: string, products: Pilot, field: string): Promise<string[]> {
  if (products === PILOT_PRODUCTS) return findSpread(tx, jobId, PILOT_PRODUCTS);
  const unnoted = await findUnnoted(tx, jobId, products);
  if (unnoted.length === 0) return products;
  const message = `Choose among the products that this job still has images to make of: not ${unnoted.join(", ")}.`;
  throw new AppError("unprocessable", message, { fields: [{ path: field, message }] });
}

/**
 * Writes the images of a few products; the others stay noted until a person continues the job, unless there are none. Throws a 422
 * `AppError` for a chosen product of which no image is noted. The job's row must be locked.
 */
async function makeFirst(tx: Transaction, job: LockedJob, products: Pilot, field: string): Promise<void> {
  const productIds = await choose(tx, job.id, products, field);
  const taken = await takeProducts(tx, job.id, productIds, await nextTurn(tx, job.id));
  const isWaiting = await hasDrafts(tx, job.id);
  // Before they are written: images that exist end at once, and may end the pilot.
  await setJobState(tx, job.id, { pilotImages: isWaiting ? (job.pilotImages ?? 0) + taken.length : null });
  await writeDrafts(tx, job, taken);
}

/** The images of the job are noted. */
export async function beginPilot(tx: Transaction, jobId: string, products: Pilot): Promise<void> {
  const job = await lockJob(tx, jobId);
  if (job) await makeFirst(tx, job, products, "pilot");
}

/** Places them in the job's queue under new ids, as versions of what was made before. */
async function makeAgain(tx: Transaction, job: LockedJob, shots: number[]): Promise<WaitingImage[]> {
  const prompts = new Map((await findShotPrompts(tx, job.id)).map((shot) => [shot.index, shot]));
  const tasks = await findPilotTasks(tx, job.id, shots);
  const firstTurn = await nextTurn(tx, job.id);
  const rows = tasks.flatMap((task): NewImage[] => {
    const shot = prompts.get(task.shot);
    const { id, product, chainId, productId, sourceImageId, candidate } = task;
    if (!(shot && product)) return [];
    const { index, targetVariant, variant, plan } = shot;
    const values = productValues(plan, { ...product, variant });
    const made = {
      parentImageId: id,
      chainId,
      productId,
      sourceImageId,
      shot: index,
      candidate,
      targetVariant,
      values,
    };
    return [{ ...made, messageId: randomUUID(), turn: firstTurn }];
  });
  const placed = rows.map((row, place) => ({ ...row, turn: firstTurn + place }));
  const ended = await detachTasks(
    tx,
    rows.flatMap(({ parentImageId }) => parentImageId ?? []),
  );
  const among = (status: string) => -ended.filter((other) => other === status).length;
  const counts = { completed: among("COMPLETED"), failed: among("FAILED"), cancelled: among("CANCELLED") };
  await countEnded(tx, job.id, counts);
  return createImages(tx, { ...job, reuse: false }, placed);
}

/** The images of a pilot are kept or made again, and those that were noted are written. `job` has the model that makes them. */
export async function endPilot(
  tx: Transaction,
  job: LockedJob,
  { regeneratePilot = false, isOtherModel = false, ...changes }: Partial<ContinueRequest> & { isOtherModel?: boolean },
): Promise<void> {
  const changed = await changePrompts(tx, job.id, changes, { areKept: !regeneratePilot });
  await setJobState(tx, job.id, { pilotImages: null });
  let again: WaitingImage[] = [];
  if (regeneratePilot) {
    const all = (await findShotPrompts(tx, job.id)).map(({ index }) => index);
    const shots = isOtherModel ? all : changed;
    if (shots.length === 0) {
      const message = "Change a prompt or the model to make the images of the pilot again.";
      throw new AppError("unprocessable", message, { fields: [{ path: "regeneratePilot", message }] });
    }
    again = await makeAgain(tx, job, shots);
    await enqueueImages(tx, job.model, again);
  }
  await delayDrafts(tx, job.id, (await nextTurn(tx, job.id)) + again.length);
  await enqueue(tx, "fill-job", [{ data: { jobId: job.id } }]);
}

/** Has further products made before the rest, also those that exist. The job's row must be locked. */
export async function tryOthers(tx: Transaction, job: LockedJob, request: TryOthersRequest): Promise<void> {
  const { productIds = PILOT_PRODUCTS, ...changes } = request;
  await changePrompts(tx, job.id, changes, { areKept: true });
  await makeFirst(tx, { ...job, status: "PROCESSING", reuse: false }, productIds, "productIds");
}

/** Of a job whose other images wait for a person, or will; null for any other. */
export async function findPilot(jobId: string): Promise<PilotState | null> {
  const job = await db.generationJob.findUnique({
    where: { id: jobId, deleting: false, pilotImages: { not: null } },
    select: { budgetMicros: true, model: true, tier: true },
  });
  if (!job) return null;
  const [shots, productsLeft, spent] = await Promise.all([
    findShotsLeft(db, jobId),
    countProductsLeft(db, jobId),
    findSpent(jobId),
  ]);
  const tier = askedTierSchema.parse(job.tier);
  const budgetLeft = job.budgetMicros === null ? null : Math.max(0, Number(job.budgetMicros) - spent);
  const part = async (count: "made" | "waiting") => {
    const wanted = shots.map(({ [count]: images, prompt, ...shot }) => ({
      ...shot,
      model: shot.model ?? job.model,
      images,
      characters: prompt.length,
    }));
    return {
      images: wanted.reduce((sum, { images }) => sum + images, 0),
      estimate: await previewEstimate(wanted, tier, budgetLeft),
    };
  };
  const [made, left] = await Promise.all([part("made"), part("waiting")]);
  return {
    shots: shots.map(({ shot, name, prompt, made: images }) => ({ shot, name, prompt, images })),
    made,
    left,
    productsLeft,
  };
}
