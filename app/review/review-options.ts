import "server-only";
import type { ImageFilterOptions } from "#components/images/filter-options.ts";
import { findReviewVariants } from "#lib/db/images/review-list.ts";
import { listJobs } from "#lib/db/jobs/read.ts";
import { listTemplates } from "#lib/db/templates.ts";
import { sharedInFlight } from "#lib/in-flight.ts";

const RECENT_JOBS = 100;

async function loadReviewOptions(): Promise<ImageFilterOptions> {
  const [{ jobs }, templates, variants] = await Promise.all([
    listJobs({ limit: RECENT_JOBS }),
    listTemplates(),
    findReviewVariants(),
  ]);
  return {
    jobs: jobs.filter(({ completedImages }) => completedImages > 0),
    templates: templates.map(({ id, name }) => ({ value: id, label: name })),
    variants,
  };
}

export const findReviewOptions = sharedInFlight(loadReviewOptions);
