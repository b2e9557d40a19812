"use client";

import { PromptNotices } from "#components/bulk-generate/prompt-notices.tsx";
import { PromptPreview } from "#components/bulk-generate/prompt-preview.tsx";
import { Continue } from "#components/bulk-generate/step.tsx";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import type { Choice, WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { CustomPrompt } from "#components/templates/custom-prompt.tsx";
import { TemplateSelector } from "#components/templates/template-selector.tsx";
import { TemplateVariables } from "#components/templates/template-variables.tsx";
import { errorAt } from "#components/ui/api-errors.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field-error.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ApiError } from "#lib/api-client.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import { PRODUCT_VARIABLES } from "#lib/schemas/product-variables.ts";
import type { Template } from "#lib/schemas/template.ts";

type Dispatch = (action: WizardAction) => void;

type ImageTypeFieldProps = { imageTypes: ImageType[]; value: string | null; error: string | null; dispatch: Dispatch };

function ImageTypeField({ imageTypes, value, error, dispatch }: ImageTypeFieldProps) {
  if (imageTypes.length === 0) return <ButtonLink href="/image-types">Add an image type first</ButtonLink>;
  return (
    <div className="space-y-1.5">
      <Select
        label="Image type"
        placeholder="Choose an image type"
        value={value}
        onValueChange={(imageTypeId) => dispatch({ type: "chooseImageType", imageTypeId })}
        options={imageTypes.map(({ id, name, description }) => ({
          value: id,
          label: name,
          ...(description && { detail: description }),
        }))}
      />
      <FieldError message={error} />
    </div>
  );
}

function promptInstead(template: Template | null, imageType: ImageType | null) {
  if (template) return { name: template.name, text: template.promptText };
  return imageType && { name: imageType.name, text: imageType.defaultPrompt };
}

const FIELDS = /^(?:customPrompt|templateId|imageTypeId|templateVariables\.)/;

function otherError(error: ApiError | null): string | null {
  return error && !error.fields.some(({ path }) => FIELDS.test(path)) ? error.message : null;
}

type PromptStepProps = {
  choice: Choice;
  template: Template | null;
  templates: Template[];
  imageTypes: ImageType[];
  plan: Plan;
  dispatch: Dispatch;
};

export function PromptStep({ choice, template, templates, imageTypes, plan, dispatch }: PromptStepProps) {
  const { imageTypeId, customPrompt, values } = choice;
  const { error } = plan;
  const imageType = imageTypes.find(({ id }) => id === imageTypeId) ?? null;
  const names = [...PRODUCT_VARIABLES, ...(template?.variables.map(({ name }) => name) ?? [])];
  return (
    <div className="space-y-4">
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <TemplateSelector
          templates={templates}
          value={template?.id ?? null}
          error={errorAt(error, "templateId")}
          onChange={(templateId) => dispatch({ type: "chooseTemplate", templateId })}
        />
        <ImageTypeField
          imageTypes={imageTypes}
          value={imageTypeId}
          error={errorAt(error, "imageTypeId")}
          dispatch={dispatch}
        />
      </div>
      {template && (
        <TemplateVariables
          key={template.id}
          variables={template.variables}
          values={values}
          error={error}
          onFill={(name, value) => dispatch({ type: "fillVariable", name, value })}
        />
      )}
      <CustomPrompt
        value={customPrompt}
        error={errorAt(error, "customPrompt")}
        placeholders={[...new Set(names)]}
        instead={promptInstead(template, imageType)}
        onChange={(text) => dispatch({ type: "writePrompt", customPrompt: text })}
      />
      <FieldError message={otherError(error)} />
      <PromptPreview plan={plan} />
      <PromptNotices plan={plan} />
      <Continue from="prompt" disabled={imageTypeId === null || error !== null} dispatch={dispatch} />
    </div>
  );
}
