"use client";

import { errorAt, type FieldErrors } from "#components/ui/api-errors.ts";
import { Field } from "#components/ui/field.tsx";
import { FieldError } from "#components/ui/field-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { ownValue } from "#lib/schemas/placeholders.ts";
import { type ProductVariable, productField } from "#lib/schemas/product-variables.ts";
import type { TemplateVariable } from "#lib/schemas/template.ts";

const FIELDS: Record<ProductVariable, string> = {
  product_title: "title",
  asin: "ASIN",
  sku: "SKU",
  category: "category",
  variant: "image variant",
};

type VariableProps = {
  variable: TemplateVariable;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
};

function ChoiceVariable({ variable, value, error, onChange }: VariableProps) {
  const { name, label, required, defaultValue, options } = variable;
  const none = required || defaultValue ? [] : [{ value: "", label: "Leave it empty" }];
  return (
    <div className="space-y-1.5">
      <Select
        label={`${label || name}${required ? "" : " (optional)"}`}
        placeholder="Choose one"
        value={value || defaultValue || (required ? null : "")}
        onValueChange={onChange}
        options={[...none, ...options.map((option) => ({ value: option, label: option }))]}
      />
      <FieldError message={error} />
    </div>
  );
}

function TextVariable({ variable, value, error, onChange }: VariableProps) {
  const { name, label, required, defaultValue } = variable;
  return (
    <Field
      label={`${label || name}${required ? "" : " (optional)"}`}
      hint={defaultValue ? `Left empty: ${defaultValue}` : undefined}
      error={error}
    >
      <Input
        value={value}
        maxLength={2_000}
        placeholder={defaultValue ?? undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

type TemplateVariablesProps = {
  variables: TemplateVariable[];
  values: Readonly<Record<string, string>>;
  error: FieldErrors | null;
  onFill: (name: string, value: string) => void;
};

export function TemplateVariables({ variables, values, error, onFill }: TemplateVariablesProps) {
  const asked = variables.filter(({ type }) => type !== "product");
  const own = variables.flatMap((one) => productField(one) ?? []);
  if (variables.length === 0) return null;
  return (
    <fieldset className="space-y-3">
      <legend className="sr-only">The template's variables</legend>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        {asked.map((variable) => {
          const { name, type } = variable;
          const props = {
            variable,
            value: ownValue(values, name) ?? "",
            error: errorAt(error, `templateVariables.${name}`),
            onChange: (value: string) => onFill(name, value),
          };
          return type === "choice" ? <ChoiceVariable key={name} {...props} /> : <TextVariable key={name} {...props} />;
        })}
      </div>
      {own.length > 0 && (
        <p className="text-muted text-xs">
          Filled in for each product: {[...new Set(own)].map((field) => FIELDS[field]).join(", ")}.
        </p>
      )}
    </fieldset>
  );
}
