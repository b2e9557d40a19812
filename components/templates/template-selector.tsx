"use client";

import { FieldError } from "#components/ui/field-error.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Template } from "#lib/schemas/template.ts";

const NONE = "";

type TemplateSelectorProps = {
  templates: Template[];
  /** That of a deleted template is shown as no choice at all. */
  value: string | null;
  error: string | null;
  onChange: (templateId: string | null) => void;
};

export function TemplateSelector({ templates, value, error, onChange }: TemplateSelectorProps) {
  const options = templates.map(({ id, name, description }) => ({
    value: id,
    label: name,
    ...(description && { detail: description }),
  }));
  const isGone = value !== null && templates.every(({ id }) => id !== value);
  return (
    <div className="space-y-1.5">
      <Select
        label="Template"
        placeholder="Choose a template"
        value={isGone ? null : (value ?? NONE)}
        onValueChange={(id) => onChange(id || null)}
        options={[{ value: NONE, label: "No template" }, ...options]}
      />
      <FieldError message={error} />
    </div>
  );
}
