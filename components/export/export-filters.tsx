"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { exportParams, SIZES } from "#components/images/export-link.ts";
import { type ImageFilterOptions, jobOption, NO_OPTIONS } from "#components/images/filter-options.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { Select } from "#components/ui/select.tsx";
import { useStreamed } from "#components/ui/use-streamed.ts";

const SIZE_OPTIONS = SIZES.map((mb) => ({ value: String(mb), label: `Files under ${mb} MB` }));

export function ExportFilters({ options }: { options: Promise<ImageFilterOptions> }) {
  const [isPending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(exportParams, { shallow: false, startTransition });
  const { jobs, variants } = useStreamed(options, NO_OPTIONS);
  return (
    <search aria-label="What to export" aria-busy={isPending} className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <FilterSelect
        label="Job"
        any="All jobs"
        value={params.jobId}
        options={jobs.map(jobOption)}
        onChange={(jobId) => void setParams({ jobId })}
      />
      <FilterSelect
        label="Variant"
        any="All variants"
        value={params.variant}
        options={variants.map((variant) => ({ value: variant, label: variant }))}
        onChange={(variant) => void setParams({ variant })}
      />
      <Select
        label="Size"
        hideLabel
        className="min-w-0 flex-1 basis-36 sm:max-w-48"
        value={String(params.mb)}
        onValueChange={(value) => void setParams({ mb: SIZES.find((mb) => String(mb) === value) ?? null })}
        options={SIZE_OPTIONS}
      />
      <Checkbox
        label="Include MAIN images that fail their checks"
        checked={params.failing}
        onCheckedChange={(failing) => void setParams({ failing })}
      />
    </search>
  );
}
