"use client";

import { type FormEvent, useState } from "react";
import { TemplateSelector } from "#components/bulk-generate/template-selector.tsx";
import { TemplateVariables } from "#components/bulk-generate/template-variables.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { type GenerateImageRequest, MAX_PROMPT_LENGTH } from "#lib/schemas/image.ts";
import type { ImageType, Template } from "#lib/schemas/template.ts";

export type Wish = Omit<GenerateImageRequest, "productId">;

type Draft = { imageTypeId: string; templateId: string | null; prompt: string; values: Record<string, string> };

function toWish(variant: string, { imageTypeId, templateId, prompt, values }: Draft): Wish {
  const template = templateId ? { templateId, templateVariables: values } : {};
  return { variant, imageTypeId, ...template, ...(prompt.trim() ? { customPrompt: prompt } : {}) };
}

type GenerateFormProps = {
  variant: string;
  imageTypes: ImageType[];
  templates: Template[];
  onSend: (wish: Wish) => void;
};

/** What is to be drawn from the photo of a slot. */
export function GenerateForm({ variant, imageTypes, templates, onSend }: GenerateFormProps) {
  const [draft, setDraft] = useState<Draft>({
    imageTypeId: imageTypes[0]?.id ?? "",
    templateId: null,
    prompt: "",
    values: {},
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const imageType = imageTypes.find(({ id }) => id === draft.imageTypeId);
  const template = templates.find(({ id }) => id === draft.templateId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSend(toWish(variant, draft));
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Select
          label="Image type"
          value={draft.imageTypeId}
          onValueChange={(imageTypeId) => change({ imageTypeId })}
          options={imageTypes.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TemplateSelector
          templates={templates}
          value={draft.templateId}
          error={null}
          onChange={(templateId) => change({ templateId, values: {} })}
        />
      </div>
      {template && (
        <TemplateVariables
          variables={template.variables}
          values={draft.values}
          error={null}
          onFill={(name, value) => change({ values: { ...draft.values, [name]: value } })}
        />
      )}
      <Field
        label="Your own prompt (optional)"
        hint={`Left empty: ${(template?.promptText ?? imageType?.defaultPrompt ?? "").slice(0, 200)}`}
      >
        <Textarea
          value={draft.prompt}
          maxLength={MAX_PROMPT_LENGTH}
          onChange={({ target }) => change({ prompt: target.value })}
        />
      </Field>
      <div className="flex justify-end">
        <Button type="submit" variant="primary">
          Generate 1 image
        </Button>
      </div>
    </form>
  );
}
