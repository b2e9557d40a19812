"use client";

import type { FormEvent } from "react";
import { TemplateSelector } from "#components/templates/template-selector.tsx";
import { TemplateVariables } from "#components/templates/template-variables.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { GenerateImageRequest } from "#lib/schemas/image.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import { MAX_PROMPT_LENGTH } from "#lib/schemas/limits.ts";
import type { Template } from "#lib/schemas/template.ts";

export type Wish = Omit<GenerateImageRequest, "productId">;

/** Without an image type the first one is used. */
export type Draft = {
  imageTypeId: string | null;
  templateId: string | null;
  prompt: string;
  values: Record<string, string>;
};
export const NEW_DRAFT: Draft = { imageTypeId: null, templateId: null, prompt: "", values: {} };

function toWish(variant: string, imageTypeId: string, { templateId, prompt, values }: Draft): Wish {
  const template = templateId ? { templateId, templateVariables: values } : {};
  return { variant, imageTypeId, ...template, ...(prompt.trim() ? { customPrompt: prompt } : {}) };
}

type GenerateFormProps = {
  variant: string;
  imageTypes: ImageType[];
  templates: Template[];
  draft: Draft;
  onDraft: (draft: Draft) => void;
  error: string | null;
  busy: boolean;
  onSend: (wish: Wish) => void;
};

export function GenerateForm(props: GenerateFormProps) {
  const { variant, imageTypes, templates, draft, onDraft, error, busy, onSend } = props;
  const change = (part: Partial<Draft>) => onDraft({ ...draft, ...part });
  const imageType = imageTypes.find(({ id }) => id === draft.imageTypeId) ?? imageTypes[0];
  const template = templates.find(({ id }) => id === draft.templateId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSend(toWish(variant, imageType?.id ?? "", draft));
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Select
          label="Image type"
          value={imageType?.id ?? null}
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
      <FormAlert message={error} />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" aria-disabled={busy}>
          Generate 1 image
        </Button>
      </div>
    </form>
  );
}
