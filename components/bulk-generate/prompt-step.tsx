"use client";

import { PromptNotices } from "#components/bulk-generate/prompt-notices.tsx";
import { PromptPreview } from "#components/bulk-generate/prompt-preview.tsx";
import { Continue } from "#components/bulk-generate/step.tsx";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import type { Choice, WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { ImageTypeField } from "#components/templates/image-type-field.tsx";
import { PromptFields } from "#components/templates/prompt-fields.tsx";
import { TemplateSelector } from "#components/templates/template-selector.tsx";
import { errorAt } from "#components/ui/api-errors.ts";
import { FieldError } from "#components/ui/field-error.tsx";
import type { ApiError } from "#lib/api-client.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import type { Template } from "#lib/schemas/template.ts";

type Dispatch = (action: WizardAction) => void;

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
          onChange={(imageTypeId) => dispatch({ type: "chooseImageType", imageTypeId })}
        />
      </div>
      <PromptFields
        {...{ template, imageType, values, customPrompt }}
        errors={error}
        onFill={(name, value) => dispatch({ type: "fillVariable", name, value })}
        onWrite={(text) => dispatch({ type: "writePrompt", customPrompt: text })}
      />
      <FieldError message={otherError(error)} />
      <PromptPreview plan={plan} />
      <PromptNotices plan={plan} />
      <Continue to="review" disabled={imageTypeId === null || error !== null} dispatch={dispatch} />
    </div>
  );
}
