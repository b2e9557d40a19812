import { jobName } from "#components/images/job-name.ts";
import { plural } from "#components/ui/count.ts";
import type { FilterOption } from "#components/ui/filter-select.tsx";
import type { JobSummary } from "#lib/schemas/job.ts";

/** What images can be filtered by. No page waits for it. */
export type ImageFilterOptions = { jobs: JobSummary[]; templates: FilterOption[]; variants: string[] };
export const NO_OPTIONS: ImageFilterOptions = { jobs: [], templates: [], variants: [] };

const WHEN: Intl.DateTimeFormatOptions = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" };

export const jobOption = (job: JobSummary): FilterOption => ({
  value: job.id,
  label: jobName(job),
  detail: `${plural(job.completedImages, "image")}, ${new Date(job.createdAt).toLocaleString("en", WHEN)}`,
});
