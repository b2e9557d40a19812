"use client";

import { Trash2 } from "lucide-react";
import type { Dispatch } from "react";
import type { DraftAction, VariableDraft } from "#components/templates/template-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { errorAt, type FormErrors } from "#components/ui/form-errors.ts";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { PRODUCT_VARIABLES } from "#lib/schemas/product-variables.ts";
import type { TemplateVariable } from "#lib/schemas/template.ts";

const TYPES = [
  { value: "text", label: "Text", detail: "Typed in when the template is used" },
  { value: "choice", label: "Choice", detail: "One of your options" },
  { value: "product", label: "Product", detail: "Filled from each product" },
] as const satisfies { value: TemplateVariable["type"]; label: string; detail: string }[];

const FIELDS = PRODUCT_VARIABLES.map((value) => ({ value, label: value }));

type VariableRowProps = { row: VariableDraft; index: number; errors: FormErrors; dispatch: Dispatch<DraftAction> };
type PartProps = { row: VariableDraft; error: string | null; change: (change: Partial<VariableDraft>) => void };

function DefaultValue({ row, error, change }: PartProps) {
  if (row.type !== "product")
    return (
      <Field label="Default" error={error}>
        <Input value={row.defaultValue} onChange={(event) => change({ defaultValue: event.target.value })} />
      </Field>
    );
  return (
    <div className="space-y-1.5">
      <Select
        label="Product field"
        value={row.defaultValue || null}
        placeholder="Choose a field"
        options={FIELDS}
        onValueChange={(defaultValue) => change({ defaultValue })}
      />
      {error && (
        <p role="alert" className="text-bad text-xs">
          {error}
        </p>
      )}
    </div>
  );
}

export function VariableRow({ row, index, errors, dispatch }: VariableRowProps) {
  const change = (changed: Partial<VariableDraft>) =>
    dispatch({ type: "changeVariable", key: row.key, change: changed });
  const error = (field: string, below = false) => errorAt(errors, `variables.${index}.${field}`, below);
  return (
    <fieldset className="min-w-0 rounded-lg border p-3">
      <legend className="px-1 font-medium">{row.name || `Variable ${index + 1}`}</legend>
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Name" error={error("name")}>
          <Input
            value={row.name}
            onChange={(event) => change({ name: event.target.value })}
            className="font-mono"
            spellCheck={false}
            autoComplete="off"
          />
        </Field>
        <Field label="Label" error={error("label")}>
          <Input value={row.label} placeholder={row.name} onChange={(event) => change({ label: event.target.value })} />
        </Field>
        <Select
          label="Type"
          value={row.type}
          options={TYPES}
          onValueChange={(value) =>
            change({ type: TYPES.find((type) => type.value === value)?.value ?? "text", defaultValue: "" })
          }
        />
        <DefaultValue row={row} error={error("defaultValue")} change={change} />
        {row.type === "choice" && (
          <Field label="Options, one per line" error={error("options", true)} className="sm:col-span-2 lg:col-span-4">
            <Textarea rows={3} value={row.options} onChange={(event) => change({ options: event.target.value })} />
          </Field>
        )}
      </div>
      <div className="mt-3 flex items-center justify-between gap-3">
        <Checkbox label="Required" checked={row.required} onCheckedChange={(required) => change({ required })} />
        <Button
          size="sm"
          variant="ghost"
          onClick={() => dispatch({ type: "removeVariable", key: row.key })}
          aria-label={`Remove variable ${row.name || index + 1}`}
        >
          <Trash2 className="size-4" aria-hidden />
          Remove
        </Button>
      </div>
    </fieldset>
  );
}
