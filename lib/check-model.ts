import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { lockSpending, openSpending } from "#lib/db/budgets.ts";
import { transaction } from "#lib/db/client.ts";
import { type Idempotency, onceByKey } from "#lib/db/idempotency.ts";
import { beginCheck, type Check, endCheck, findCheck } from "#lib/db/images/check-calls.ts";
import { markGone, unmarkGone } from "#lib/db/offered-models.ts";
import { AppError, notFound } from "#lib/errors.ts";
import { CHECK_PROMPT, checkSize } from "#lib/gemini/check-cost.ts";
import { modelInfo } from "#lib/gemini/model-info.ts";
import { imageSizeFor } from "#lib/gemini/models.ts";
import { readModels } from "#lib/gemini/read-models.ts";
import { accountOf } from "#lib/generation/account.ts";
import { billOf, priceCall } from "#lib/generation/bill.ts";
import { refuseOverBudget } from "#lib/generation/budget.ts";
import { callDeadlineMs } from "#lib/generation/call-deadline.ts";
import type { Progress } from "#lib/generation/image-attempt.ts";
import { GenerationError } from "#lib/image-model.ts";
import type { ModelCheck } from "#lib/schemas/model.ts";
import { usdOf } from "#lib/schemas/money.ts";
import { DEFAULT_RATIO } from "#lib/schemas/picture-format.ts";
import { imageModels } from "#lib/worker.ts";

/** A white square of 64 px. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQMAAACQp+OdAAAAA1BMVEX///+nxBvIAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAD0lEQVQokWNgGAWjgHwAAAJAAAFgVTVqAAAAAElFTkSuQmCC",
  "base64",
);
const LOOK_MS = 500;
const TIER = "standard";

const begunSchema = z.object({ checkId: z.string() });

async function call(model: string): Promise<{ progress: Progress; error: GenerationError | null }> {
  const progress: Progress = { called: true, first: false, callMs: null, facts: null, others: [] };
  const ask = (await imageModels())(model, TIER);
  const pictures = { current: [{ bytes: PICTURE, mimeType: "image/png" }] };
  const format = { aspectRatio: DEFAULT_RATIO, imageSize: imageSizeFor(model, checkSize(model)) };
  const began = performance.now();
  try {
    const signal = new AbortController().signal;
    progress.facts = await ask({ prompt: CHECK_PROMPT, pictures, format, signal });
    return { progress, error: null };
  } catch (error) {
    if (!(error instanceof GenerationError)) throw error;
    return { progress, error };
  } finally {
    progress.callMs = Math.round(performance.now() - began);
  }
}

/** Any answer but a 404 says that the model lives. */
async function makeCheck(checkId: string, model: string): Promise<void> {
  const { progress, error } = await call(model);
  await transaction(async (tx) => {
    const bill = billOf({ model, tier: TIER }, progress, error);
    const failure = error && { code: error.code, message: error.message };
    await endCheck(tx, checkId, { failure, callMs: progress.callMs ?? 0, bill });
    if (!error) await unmarkGone(tx, accountOf(), model);
    if (error?.code === "MODEL_GONE")
      await markGone(tx, accountOf(), { model, replacement: error.replacement ?? null });
  });
}

/** Of the same request, sent again. */
async function awaitCheck(checkId: string): Promise<Check> {
  const deadline = Date.now() + callDeadlineMs(TIER);
  while (Date.now() < deadline) {
    const check = await findCheck(checkId);
    if (check) return check;
    await sleep(LOOK_MS);
  }
  throw new AppError("TIMEOUT", "The check did not finish. Google may have billed it.");
}

/**
 * One small call, of which the ledger has a row; the same one for the same key. Throws a 404 `AppError` for a model without a
 * known price that is not the current one, and a 402 where a budget has no room for it.
 */
export async function checkModel(model: string, idempotency: Idempotency | null): Promise<ModelCheck> {
  const models = await readModels();
  if (!models.ids.includes(model)) throw notFound("model with a known price");
  if (models.generator !== modelInfo().generator)
    throw new AppError("unavailable", "Only workers have the API key. Set GEMINI_API_KEY for this process too.");
  let isNew = false;
  const { checkId } = await onceByKey(idempotency, {
    async prepare() {
      await openSpending({ jobId: null, model });
      const asked = { imageSize: checkSize(model), pictures: 1, characters: CHECK_PROMPT.length };
      return priceCall(model, asked);
    },
    async write(tx, priced) {
      await lockSpending(tx, { jobId: null, model });
      await refuseOverBudget(tx, { jobId: null, model }, priced);
      const { imageSize, highMicros: reservedMicros } = priced;
      const checkId = await beginCheck(tx, { model, imageSize, reservedMicros });
      isNew = true;
      return { checkId };
    },
    parse: (stored) => begunSchema.parse(stored),
  });
  if (isNew) await makeCheck(checkId, model);
  const { costMicros, ...check } = await awaitCheck(checkId);
  const { replacement } = (await readModels()).stateOf(model);
  return { model, ...check, costUsd: costMicros === null ? null : usdOf(costMicros), replacement };
}
