"use client";

import { Select } from "#components/ui/select.tsx";

export type FilterOption = { value: string; label: string; detail?: string };

const ANY = "";

type FilterSelectProps = {
  label: string;
  any: string;
  value: string | null;
  options: readonly FilterOption[];
  onChange: (value: string | null) => void;
};

export function FilterSelect({ label, any, value, options, onChange }: FilterSelectProps) {
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
