import "server-only";
import { env } from "#lib/env.ts";
import { ASPECT_RATIO, imageSizeOf } from "#lib/gemini/sizes.ts";

/** `imageSize` is null where the model has but one. */
export type ModelInfo = { generator: "demo" | "gemini"; model: string; imageSize: string | null; aspectRatio: string };

/** Which model makes the images, for pages and records. Without a key it is the stand-in, called "demo". */
export function modelInfo(): ModelInfo {
  const { GEMINI_API_KEY, GEMINI_IMAGE_MODEL } = env();
  const generator = GEMINI_API_KEY ? "gemini" : "demo";
  const model = generator === "gemini" ? GEMINI_IMAGE_MODEL : "demo";
  return { generator, model, imageSize: imageSizeOf(model), aspectRatio: ASPECT_RATIO };
}
