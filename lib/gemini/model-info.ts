import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import { findModelSetting } from "#lib/db/settings.ts";
import { findWorkers } from "#lib/db/workers.ts";
import { env } from "#lib/env.ts";
import { imageSizeFor } from "#lib/gemini/models.ts";
import { accountOf } from "#lib/generation/account.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { type AspectRatio, DEFAULT_RATIO, type ImageSize } from "#lib/schemas/picture-format.ts";

/** The format of an image for which none was chosen. `imageSize`: null if the model has only one. */
export type ModelInfo = {
  generator: "demo" | "gemini";
  model: string;
  imageSize: ImageSize | null;
  aspectRatio: AspectRatio;
};

function infoOf(model: string): ModelInfo {
  const generator = model === DEMO_MODEL ? "demo" : "gemini";
  return { generator, model, imageSize: imageSizeFor(model, null), aspectRatio: DEFAULT_RATIO };
}

/** What the configuration says. */
export function modelInfo(): ModelInfo {
  const { GEMINI_API_KEY, GEMINI_IMAGE_MODEL } = env();
  return infoOf(GEMINI_API_KEY ? GEMINI_IMAGE_MODEL : DEMO_MODEL);
}

/**
 * `usual`: that of the configuration. `account`: the key and address that calls it, as a hash. `hasWorker`: is any process working
 * the queue?
 */
export type CurrentModel = ModelInfo & { usual: string; account: string; hasWorker: boolean };

/** A process that only serves pages asks the worker started last. */
async function usualModel(tx?: Transaction): Promise<Omit<CurrentModel, keyof ModelInfo>> {
  const own = { usual: modelInfo().model, account: accountOf() };
  if (env().WORKER === "on") return { ...own, hasWorker: true };
  const [worker] = await findWorkers(tx);
  return worker ? { usual: worker.model, account: worker.account, hasWorker: true } : { ...own, hasWorker: false };
}

/** Without a look at what a person chose: every page asks. */
export async function currentGenerator(): Promise<Pick<CurrentModel, "generator" | "hasWorker">> {
  const { usual, hasWorker } = await usualModel();
  return { generator: infoOf(usual).generator, hasWorker };
}

/** That of new jobs which name none: the one that a person chose, else that of the configuration. Demo mode has only its own. */
export async function currentModel(tx?: Transaction): Promise<CurrentModel> {
  const facts = await usualModel(tx);
  const chosen = facts.usual === DEMO_MODEL ? null : await findModelSetting(tx);
  return { ...infoOf(chosen ?? facts.usual), ...facts };
}
