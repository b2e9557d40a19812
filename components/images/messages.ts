import type { GeneratedImage } from "#lib/schemas/image.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

/** `code`: CANCELLED or null if a person cancelled, else the error that stopped the job. */
export const cancelledWord = (code: string | null) =>
  code === null || code === "CANCELLED" ? "Cancelled" : "Not attempted";

/** Null for an image that is or will be generated. */
export function unmadeWord({ status, errorCode }: Pick<GeneratedImage, "status" | "errorCode">): string | null {
  if (status === "CANCELLED") return cancelledWord(errorCode);
  return status === "FAILED" ? (outcomeOf(errorCode)?.label ?? "Failed") : null;
}
