import type { JobSummary } from "#lib/schemas/job.ts";

const WORDS = {
  PERSON: "Paused. Images in progress are still finished; the others wait until you resume.",
  UNREACHABLE: "Paused by Packshot: Google could not be reached.",
  QUOTA: "Paused by Packshot: Google refuses every call.",
  FAILING: "Paused by Packshot: the calls cost money and make no images.",
  TIMEOUTS: "Paused by Packshot: the first images all took too long.",
};

/** Why a job is paused. */
export function pausedWords({ pausedReason }: Pick<JobSummary, "pausedReason">): string {
  return WORDS[pausedReason ?? "PERSON"];
}
