import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import { findWorkers } from "#lib/db/workers.ts";
import { env } from "#lib/env.ts";
import { imageSizeFor } from "#lib/gemini/models.ts";
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

export function modelInfo(): ModelInfo {
  const { GEMINI_API_KEY, GEMINI_IMAGE_MODEL } = env();
  return infoOf(GEMINI_API_KEY ? GEMINI_IMAGE_MODEL : DEMO_MODEL);
}

/** A process that only serves pages asks the worker started last. `hasWorker`: is any process working the queue? */
export async function currentModel(tx?: Transaction): Promise<ModelInfo & { hasWorker: boolean }> {
  if (env().WORKER === "on") return { ...modelInfo(), hasWorker: true };
  const [worker] = await findWorkers(tx);
  return worker ? { ...infoOf(worker.model), hasWorker: true } : { ...modelInfo(), hasWorker: false };
}
