"use client";

import { jobName } from "#components/images/job-name.ts";
import type { ReviewParams } from "#components/images/review-link.ts";
import { checkName } from "#components/review/check-words.ts";
import { plural } from "#components/ui/count.ts";
import { Select } from "#components/ui/select.tsx";
import { CHECK_IDS, type CheckId, type Verdict } from "#lib/schemas/check.ts";
import type { JobSummary } from "#lib/schemas/job.ts";

type FilterOption = { value: string; label: string; detail?: string };

/** What there is to filter by: nothing that the page waits for. */
export type ReviewOptions = { jobs: JobSummary[]; templates: FilterOption[]; variants: string[] };
export const NO_OPTIONS: ReviewOptions = { jobs: [], templates: [], variants: [] };

const ANY = "";

const VERDICTS: { value: Verdict; label: string }[] = [
  { value: "pass", label: "Passes all checks" },
  { value: "warn", label: "Has warnings" },
  { value: "fail", label: "Fails a check" },
];
const PROBLEMS = CHECK_IDS.map((id) => ({ value: id, label: checkName(id) }));

const WHEN: Intl.DateTimeFormatOptions = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" };

/** A job with what it has made, as an option. */
export const jobOption = (job: JobSummary): FilterOption => ({
  value: job.id,
  label: jobName(job),
  detail: `${plural(job.completedImages, "image")}, ${new Date(job.createdAt).toLocaleString("en", WHEN)}`,
});

type FilterProps = {
  label: string;
  any: string;
  value: string | null;
  options: readonly FilterOption[];
  onChange: (value: string | null) => void;
};

/** One thing to narrow a list down by; nothing chosen shows all. */
export function Filter({ label, any, value, options, onChange }: FilterProps) {
  const isKnown = value === null || options.some((option) => option.value === value);
  return (
    <Select
      label={label}
      hideLabel
      className="min-w-0 flex-1 basis-36 sm:max-w-48"
      value={value ?? ANY}
      onValueChange={(next) => onChange(next || null)}
      options={[
        { value: ANY, label: any },
        ...(isKnown ? [] : [{ value, label: `One ${label.toLowerCase()}` }]),
        ...options,
      ]}
    />
  );
}

type ReviewFiltersProps = {
  params: ReviewParams;
  options: ReviewOptions;
  onChange: (change: Partial<ReviewParams>) => void;
};

/** The filters of the review page, apart from its tabs. */
export function ReviewFilters({ params, options, onChange }: ReviewFiltersProps) {
  const variants = options.variants.map((variant) => ({ value: variant, label: variant }));
  return (
    <>
      <Filter
        label="Job"
        any="All jobs"
        value={params.jobId}
        options={options.jobs.map(jobOption)}
        onChange={(jobId) => onChange({ jobId })}
      />
      <Filter
        label="Template"
        any="All templates"
        value={params.templateId}
        options={options.templates}
        onChange={(templateId) => onChange({ templateId })}
      />
      <Filter
        label="Variant"
        any="All variants"
        value={params.variant}
        options={variants}
        onChange={(variant) => onChange({ variant })}
      />
      <Filter
        label="Checks"
        any="Any result"
        value={params.verdict}
        options={VERDICTS}
        onChange={(verdict) => onChange({ verdict: verdict as Verdict | null })}
      />
      <Filter
        label="Problem"
        any="Any problem"
        value={params.check}
        options={PROBLEMS}
        onChange={(check) => onChange({ check: check as CheckId | null })}
      />
    </>
  );
}
