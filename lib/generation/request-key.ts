import "server-only";
import { createHash } from "node:crypto";
import type { PictureKeys } from "#lib/db/images/picture-keys.ts";
import { madeSize } from "#lib/gemini/models.ts";
import { picturesToSend } from "#lib/generation/sent-pictures.ts";
import type { PictureFormat } from "#lib/image-model.ts";

type Request = PictureKeys & {
  model: string;
  prompt: string;
  format: PictureFormat;
  /** Which of several images of its product for its variant it is; 0 or 1 for the only one. */
  candidate: number;
  targetVariant: string;
};

/**
 * The same for two images that the model would be sent the same for: a picture's key in the store is that of its content. The variant
 * belongs to it, so that no listing shows one picture twice. Null where the source photo was deleted.
 */
export function requestKey(request: Request): string | null {
  const { model, prompt, format, candidate, targetVariant } = request;
  const pictures = picturesToSend(request).map(({ role, key }) => [role, key]);
  if (request.sourceKey === null) return null;
  const size = madeSize(model, format.imageSize);
  const sent = [model, size, format.aspectRatio, prompt, pictures, Math.max(1, candidate), targetVariant];
  return createHash("sha256").update(JSON.stringify(sent)).digest("base64url");
}
