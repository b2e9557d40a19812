import "server-only";
import type { WallOptions } from "#components/review/wall-filters.tsx";
import { findReviewVariants } from "#lib/db/images/review-list.ts";
import { listJobs } from "#lib/db/jobs/read.ts";
import { listTemplates } from "#lib/db/templates.ts";
import { sharedInFlight } from "#lib/in-flight.ts";

const RECENT_JOBS = 100;

async function loadWallOptions(): Promise<WallOptions> {
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

/** What the wall can be filtered by, for no page to wait for. */
export const findWallOptions = sharedInFlight(loadWallOptions);
