"use client";

import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { MAX_PROMPT_LENGTH } from "#lib/schemas/limits.ts";

type CustomPromptProps = {
  value: string;
  error: string | null;
  placeholders: string[];
  /** The prompt that applies while this one is empty. */
  instead: { name: string; text: string } | null;
  onChange: (value: string) => void;
};

export function CustomPrompt({ value, error, placeholders, instead, onChange }: CustomPromptProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  function insert(name: string) {
    const area = box.current;
    if (!area) return;
    area.focus();
    area.setRangeText(`{{${name}}}`, area.selectionStart, area.selectionEnd, "end");
    onChange(area.value);
  }
  return (
    <div className="space-y-2">
      <Field
        label="Custom prompt (optional)"
        error={error}
        hint={
          <span className="flex justify-between gap-4">
            <span>
              {value.trim() && instead
                ? `Used instead of the prompt of “${instead.name}”.`
                : "Overrides the prompts of the template and the image type."}
            </span>
            <span className="shrink-0">
              {count(value.length)} / {count(MAX_PROMPT_LENGTH)}
            </span>
          </span>
        }
      >
        <Textarea
          ref={box}
          rows={4}
          value={value}
          maxLength={MAX_PROMPT_LENGTH}
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap items-center gap-1">
        <span className="mr-1 text-muted text-xs">Insert</span>
        {placeholders.map((name) => (
          <Button
            key={name}
            size="sm"
            aria-label={`Insert {{${name}}}`}
            className="font-mono font-normal"
            onClick={() => insert(name)}
          >
            {`{{${name}}}`}
          </Button>
        ))}
        {instead && !value.trim() && (
          <Button size="sm" variant="ghost" className="ml-auto" onClick={() => onChange(instead.text)}>
            Start from “{instead.name}”
          </Button>
        )}
      </div>
    </div>
  );
}
