"use client";

import { type ImageFilterOptions, jobOption } from "#components/images/filter-options.ts";
import type { ReviewParams } from "#components/images/review-link.ts";
import { checkName } from "#components/review/messages.ts";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import type { CheckId, Verdict } from "#lib/schemas/check.ts";
import { CHECK_IDS } from "#lib/schemas/check-names.ts";

const VERDICTS: { value: Verdict; label: string }[] = [
  { value: "pass", label: "Passes all checks" },
  { value: "warn", label: "Has warnings" },
  { value: "fail", label: "Fails a check" },
];
const PROBLEMS = CHECK_IDS.map((id) => ({ value: id, label: checkName(id) }));

type ReviewFiltersProps = {
  params: ReviewParams;
  options: ImageFilterOptions;
  onChange: (change: Partial<ReviewParams>) => void;
};

export function ReviewFilters({ params, options, onChange }: ReviewFiltersProps) {
  const variants = options.variants.map((variant) => ({ value: variant, label: variant }));
  return (
    <>
      <FilterSelect
        label="Job"
        any="All jobs"
        value={params.jobId}
        options={options.jobs.map(jobOption)}
        onChange={(jobId) => onChange({ jobId })}
      />
      <FilterSelect
        label="Template"
        any="All templates"
        value={params.templateId}
        options={options.templates}
        onChange={(templateId) => onChange({ templateId })}
      />
      <FilterSelect
        label="Variant"
        any="All variants"
        value={params.variant}
        options={variants}
        onChange={(variant) => onChange({ variant })}
      />
      <FilterSelect
        label="Checks"
        any="Any result"
        value={params.verdict}
        options={VERDICTS}
        onChange={(verdict) => onChange({ verdict: verdict as Verdict | null })}
      />
      <FilterSelect
        label="Problem"
        any="Any problem"
        value={params.check}
        options={PROBLEMS}
        onChange={(check) => onChange({ check: check as CheckId | null })}
      />
    </>
  );
}
