"use client";

import { ANY, type ListParams } from "#components/products/list-params.ts";
import { Select } from "#components/ui/select.tsx";

const NOT_MADE = "none";

type ResultSelectProps = {
  params: ListParams;
  lastJobId: string | null;
  onChange: (change: Partial<ListParams>) => void;
};

/** By what became of the products: the filters `made` and `failedIn` in one control. */
export function ResultSelect({ params: { made, failedIn }, lastJobId, onChange }: ResultSelectProps) {
  const last = lastJobId ?? "last";
  const other = failedIn !== null && failedIn !== last;
  return (
    <Select
      label="Images"
      hideLabel
      className="min-w-0 flex-1 basis-32 sm:max-w-56"
      value={failedIn ?? made ?? ANY}
      onValueChange={(value) =>
        onChange(
          value === NOT_MADE
            ? { made: NOT_MADE, failedIn: null }
            : { made: null, failedIn: value === ANY ? null : value },
        )
      }
      options={[
        { value: ANY, label: "All images" },
        { value: NOT_MADE, label: "Not generated" },
        { value: last, label: "Failed last job" },
        ...(other ? [{ value: failedIn, label: "Failed this job" }] : []),
      ]}
    />
  );
}
