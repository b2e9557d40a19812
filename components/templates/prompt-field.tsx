"use client";

import { Plus, TriangleAlert } from "lucide-react";
import { useRef } from "react";
import { flushSync } from "react-dom";
import { unknownNames } from "#components/templates/placeholders.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { PRODUCT_VARIABLES } from "#lib/schemas/product-variables.ts";

type PromptFieldProps = {
  value: string;
  onChange: (value: string) => void;
  ownNames: string[];
  onAddVariable: (name: string) => void;
  error: string | null;
};

function UnknownNames({ names, onAdd }: { names: string[]; onAdd: (name: string) => void }) {
  return (
    <div role="status" className="space-y-1">
      {names.map((name) => (
        <p
          key={name}
          className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-lg bg-warn-soft px-3 py-1.5 text-warn"
        >
          <TriangleAlert className="size-4 shrink-0" aria-hidden />
          <span className="min-w-0 break-words">
            Unknown variable: <code className="font-mono">{`{{${name}}}`}</code>.
          </span>
          <Button size="sm" onClick={() => onAdd(name)} className="ml-auto">
            Add it as a variable
          </Button>
        </p>
      ))}
    </div>
  );
}

export function PromptField({ value, onChange, ownNames, onAddVariable, error }: PromptFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);

  function insert(name: string) {
    const { selectionStart = value.length, selectionEnd = value.length } = area.current ?? {};
    const placeholder = `{{${name}}}`;
    flushSync(() => onChange(value.slice(0, selectionStart) + placeholder + value.slice(selectionEnd)));
    area.current?.focus();
    area.current?.setSelectionRange(selectionStart + placeholder.length, selectionStart + placeholder.length);
  }

  return (
    <div className="space-y-2">
      <Field label="Prompt" error={error} hint="Names in double braces are filled in for each product.">
        <Textarea ref={area} rows={8} value={value} onChange={(event) => onChange(event.target.value)} />
      </Field>
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="text-muted text-xs">Insert</span>
        {[...PRODUCT_VARIABLES, ...ownNames].map((name) => (
          <Button key={name} size="sm" onClick={() => insert(name)} aria-label={`Insert ${name}`} className="font-mono">
            <Plus className="size-3" aria-hidden />
            {name}
          </Button>
        ))}
      </div>
      <UnknownNames names={unknownNames(value, ownNames)} onAdd={onAddVariable} />
    </div>
  );
}
