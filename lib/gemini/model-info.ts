import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import { findWorkers } from "#lib/db/workers.ts";
import { env } from "#lib/env.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";

/**
 * 2K where offered (on gemini-3-pro-image it costs the same as 1K), none for models of one size or unknown ones.
 * Source: Google's model pages, August to November 2026.
 */
const IMAGE_SIZES: Record<string, string> = {
  "gemini-3-pro-image": "2K",
  "gemini-nano-banana-2.1": "2K",
  "gemini-3.1-flash-image": "2K",
};

export function imageSizeOf(model: string): string | null {
  return IMAGE_SIZES[model] ?? null;
}

/** Amazon advises square images. */
export const ASPECT_RATIO = "1:1";

/** `imageSize`: null if the model has only one. */
export type ModelInfo = { generator: "demo" | "gemini"; model: string; imageSize: string | null; aspectRatio: string };

function infoOf(model: string): ModelInfo {
  const generator = model === DEMO_MODEL ? "demo" : "gemini";
  return { generator, model, imageSize: imageSizeOf(model), aspectRatio: ASPECT_RATIO };
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
