import type { JobSummary } from "#lib/schemas/job.ts";

const WORDS = {
  PERSON: "Paused. Images in progress will still finish; the others wait until you resume.",
  UNREACHABLE: "Paused by Packshot: couldn't reach Google.",
  QUOTA: "Paused by Packshot: Google rejects every call.",
  FAILING: "Paused by Packshot: calls are billed but return no images.",
  TIMEOUTS: "Paused by Packshot: the first images all timed out.",
};

/** Why a job is paused. */
export function pausedWords({ pausedReason }: Pick<JobSummary, "pausedReason">): string {
  return WORDS[pausedReason ?? "PERSON"];
}
