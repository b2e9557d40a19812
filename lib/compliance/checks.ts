import type { Examined } from "#lib/compliance/examined.ts";
import { blankCheck, fileChecks } from "#lib/compliance/file-checks.ts";
import { hashDistance } from "#lib/compliance/hash.ts";
import { mainChecks } from "#lib/compliance/main-checks.ts";
import { type Check, type Verdict, verdictSchema } from "#lib/schemas/check.ts";

/** Largest distance, in bits of the hash, to another product's image that warns. */
export const DUPLICATE_BITS = 2;
// A picture that was only re-encoded or made smaller differs by this much at most.
const UNCHANGED_BITS = 2;

/** `distance`: bits to the nearest; `limit`: the largest that warns. */
function distanceCheck(id: "unchanged" | "duplicate", distance: number | null, limit: number): Check {
  const near = distance !== null && distance <= limit;
  return { id, verdict: near ? "warn" : "pass", value: distance, unit: "bits", limit };
}

/** In the order of `CHECK_IDS`, without `duplicate`. `sourceHash`: null if there is no photo to compare with. */
export function checkImage(examined: Examined, context: { variant: string; sourceHash: bigint | null }): Check[] {
  const { variant, sourceHash } = context;
  const distance = sourceHash === null ? null : hashDistance(examined.hash, sourceHash);
  return [
    ...(variant === "MAIN" ? mainChecks(examined.raster) : []),
    blankCheck(examined.raster),
    ...fileChecks(examined, variant),
    distanceCheck("unchanged", distance, UNCHANGED_BITS),
  ];
}

/** `distance`: bits to the nearest image of another product in the same job; null if there is none. */
export function duplicateCheck(distance: number | null): Check {
  return distanceCheck("duplicate", distance, DUPLICATE_BITS);
}

export function worstVerdict(checks: Check[]): Verdict {
  return verdictSchema.options.findLast((verdict) => checks.some((check) => check.verdict === verdict)) ?? "pass";
}
