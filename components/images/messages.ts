import type { GeneratedImage } from "#lib/schemas/image.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

/** What became of images that were cancelled: by a person (code CANCELLED, or none), or because that error stopped their job. */
export const cancelledWord = (code: string | null) =>
  code === null || code === "CANCELLED" ? "Cancelled" : "Not attempted";

/** Three words for an image that was not made and will not be; null for any other. */
export function unmadeWord({ status, errorCode }: Pick<GeneratedImage, "status" | "errorCode">): string | null {
  if (status === "CANCELLED") return cancelledWord(errorCode);
  return status === "FAILED" ? (outcomeOf(errorCode)?.label ?? "Failed") : null;
}
