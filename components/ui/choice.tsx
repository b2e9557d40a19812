"use client";

import { FieldError } from "#components/ui/field-error.tsx";
import { Select } from "#components/ui/select.tsx";

type ChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  values: readonly Value[];
  labelOf?: (value: Value) => string;
  error: string | null;
  onChange: (value: Value) => void;
};

/** Also offers a stored value that is no longer among the values. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, value, values, labelOf = String, error, onChange } = props;
  const all = values.includes(value) ? values : [...values, value];
  return (
    <div className="min-w-0 space-y-1.5">
      <Select
        label={label}
        value={value}
        options={all.map((one) => ({ value: one, label: labelOf(one) }))}
        onValueChange={(chosen) => onChange(all.find((one) => one === chosen) ?? value)}
      />
      <FieldError message={error} />
    </div>
  );
}
