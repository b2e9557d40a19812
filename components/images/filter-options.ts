import { jobName } from "#components/images/job-name.ts";
import { plural } from "#components/ui/count.ts";
import type { FilterOption } from "#components/ui/filter-select.tsx";
import { once } from "#components/ui/once.ts";
import type { JobSummary } from "#lib/schemas/job.ts";

/** What images can be filtered by. No page waits for it. */
export type ImageFilterOptions = { jobs: JobSummary[]; templates: FilterOption[]; variants: string[] };
export const NO_OPTIONS: ImageFilterOptions = { jobs: [], templates: [], variants: [] };

const when = once(
  () => new Intl.DateTimeFormat("en", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }),
);

export const jobOption = (job: JobSummary): FilterOption => ({
  value: job.id,
  label: jobName(job),
  detail: `${plural(job.completedImages, "image")}, ${when().format(new Date(job.createdAt))}`,
});
