"use client";

import { CustomPrompt } from "#components/templates/custom-prompt.tsx";
import { TemplateVariables } from "#components/templates/template-variables.tsx";
import { errorAt, type FieldErrors } from "#components/ui/api-errors.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import { PRODUCT_VARIABLES } from "#lib/schemas/product-variables.ts";
import type { Template } from "#lib/schemas/template.ts";

type PromptFieldsProps = {
  template: Template | null;
  imageType: ImageType | null;
  /** Of the template's variables. */
  values: Readonly<Record<string, string>>;
  customPrompt: string;
  errors: FieldErrors | null;
  onFill: (name: string, value: string) => void;
  onWrite: (customPrompt: string) => void;
};

function promptInstead(template: Template | null, imageType: ImageType | null) {
  if (template) return { name: template.name, text: template.promptText };
  return imageType && { name: imageType.name, text: imageType.defaultPrompt };
}

/** What fills the template, or replaces it and the image type's prompt. */
export function PromptFields(props: PromptFieldsProps) {
  const { template, imageType, values, customPrompt, errors, onFill, onWrite } = props;
  const names = [...PRODUCT_VARIABLES, ...(template?.variables.map(({ name }) => name) ?? [])];
  return (
    <>
      {template && (
        <TemplateVariables
          key={template.id}
          variables={template.variables}
          values={values}
          error={errors}
          onFill={onFill}
        />
      )}
      <CustomPrompt
        value={customPrompt}
        error={errorAt(errors, "customPrompt")}
        placeholders={[...new Set(names)]}
        instead={promptInstead(template, imageType)}
        onChange={onWrite}
      />
    </>
  );
}
