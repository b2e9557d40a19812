import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { findRecentCalls, type RecentCall } from "#lib/db/costs.ts";
import { env } from "#lib/env.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { madeSize } from "#lib/gemini/models.ts";
import { priceOf } from "#lib/gemini/price-list.ts";
import { type ExpectedCost, expectedCost } from "#lib/gemini/prices.ts";
import { findBudgetLeft } from "#lib/generation/budget.ts";
import type { PlannedShot } from "#lib/generation/plan-job.ts";
import type { Estimate } from "#lib/schemas/estimate.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";
import { usdOf as toUsd } from "#lib/schemas/money.ts";
import type { ImageSize } from "#lib/schemas/picture-format.ts";

/** Images of a model, size and tier from which its own history is the better guess. */
const ENOUGH = 20;
const MAX_RECENT = 200;
/** Between calls: a longer break means that nothing was to be done, a shorter one may be a rate limit. */
const LONGEST_BREAK_MS = 60_000;
/** A call takes 10 to 60 s as a rule, in the flex tier some minutes. */
const TYPICAL_CALL_MS = { standard: 20_000, flex: 300_000 };
/** All images of a batch together: mostly minutes, sometimes a day. */
const TYPICAL_BATCH_MS = 3_600_000;

/** `model`: null for that of new jobs. */
type Wanted = {
  images: number;
  model: string | null;
  imageSize: ImageSize | null;
  pictures: number;
  characters: number;
};

/** What one image costs: the mean, and the range of nine in ten. `calls`: one at least. */
export function costOfRecent(calls: Pick<RecentCall, "micros">[]): ExpectedCost {
  const sorted = calls.map(({ micros }) => micros).toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  const micros = sorted.reduce((sum, each) => sum + each, 0) / sorted.length;
  return { micros, lowMicros: Math.min(at(0.05), micros), highMicros: Math.max(at(0.95), micros) };
}

/**
 * The time per image while images were made, so that parallel calls, retries and rate limits are in it. `calls`: one at least.
 */
export function msPerImage(calls: Pick<RecentCall, "startedMs" | "callMs">[]): number {
  let busyMs = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { startedMs, callMs } of calls.toSorted((one, other) => one.startedMs - other.startedMs)) {
    const end = startedMs + callMs;
    const from = startedMs - until > LONGEST_BREAK_MS ? startedMs : until;
    busyMs += Math.max(0, end - from);
    until = Math.max(until, end);
  }
  return busyMs / calls.length;
}

type ShotEstimate = { cost: ExpectedCost | null; ms: number; isHistory: boolean };

function typicalMs(tier: AskedTier, images: number): number {
  return tier === "batch" ? TYPICAL_BATCH_MS / images : TYPICAL_CALL_MS[tier] / env().GENERATION_CONCURRENCY;
}

type Asked = { model: string; tier: AskedTier; size: ImageSize };

/** `ofJob`: all images of the job. */
function estimateImage({ model, tier, size }: Asked, shot: Wanted, ofJob: number, recent: RecentCall[]): ShotEstimate {
  if (recent.length >= ENOUGH) return { cost: costOfRecent(recent), ms: msPerImage(recent), isHistory: true };
  const price = priceOf(model, tier);
  const ms = typicalMs(tier, ofJob);
  return { cost: price && expectedCost(price, { ...shot, size }), ms, isHistory: false };
}

/** `images`: of a shot. `job`: the model of the job; null for that of new ones. */
export function wantedOf(
  { imageSize, alsoSend, model, prompt }: PlannedShot,
  images: number,
  job: string | null,
): Wanted {
  const pictures = 1 + alsoSend.length + (prompt.look?.pictures.length ?? 0);
  return { images, model: model ?? job, imageSize, pictures, characters: prompt.text.length };
}

/** Returns a function that reads the recent calls of a model and size once, however often it is asked. */
function recentCalls(tier: AskedTier, tx: Transaction): (model: string, size: ImageSize) => Promise<RecentCall[]> {
  const read = new Map<string, Promise<RecentCall[]>>();
  return (model, size) => {
    const key = JSON.stringify([model, size]);
    const calls = read.get(key) ?? findRecentCalls({ model, size, tier }, MAX_RECENT, tx);
    read.set(key, calls);
    return calls;
  };
}

/** Of a job of these shots, each with its model, in the tier. */
export async function estimateJob(
  shots: Wanted[],
  tier: AskedTier,
  tx: Transaction = db,
): Promise<Omit<Estimate, "budgetLeftUsd">> {
  const { model: usual, generator } = await currentModel(tx);
  const wanted = shots.filter(({ images }) => images > 0);
  const ofJob = wanted.reduce((sum, { images }) => sum + images, 0);
  const recent = recentCalls(tier, tx);
  const estimated = await Promise.all(
    wanted.map(async (shot) => {
      const model = shot.model ?? usual;
      const size = madeSize(model, shot.imageSize);
      return { ...shot, ...estimateImage({ model, tier, size }, shot, ofJob, await recent(model, size)) };
    }),
  );
  const isKnown = estimated.every(({ cost }) => cost !== null);
  const usdOf = (bound: keyof ExpectedCost) => {
    const micros = estimated.reduce((sum, { cost, images }) => sum + images * (cost?.[bound] ?? 0), 0);
    return isKnown ? toUsd(Math.round(micros)) : null;
  };
  return {
    usd: usdOf("micros"),
    lowUsd: usdOf("lowMicros"),
    highUsd: usdOf("highMicros"),
    seconds: Math.ceil(estimated.reduce((sum, { ms, images }) => sum + images * ms, 0) / 1_000),
    basis: estimated.length > 0 && estimated.every(({ isHistory }) => isHistory) ? "history" : "table",
    demo: generator === "demo",
  };
}

/** With what is left of the budget that the job would have, null without one, and of those of the day and the month. */
export async function previewEstimate(
  shots: Wanted[],
  tier: AskedTier,
  budgetMicros: number | null,
): Promise<Estimate> {
  const [estimate, left] = await Promise.all([estimateJob(shots, tier), findBudgetLeft(budgetMicros)]);
  return { ...estimate, budgetLeftUsd: left === null ? null : toUsd(left) };
}
